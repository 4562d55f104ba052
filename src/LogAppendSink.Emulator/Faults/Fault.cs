using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// One thing that goes wrong with one request. Immutable; made by the static members and combined with <see cref="And"/>.
/// </summary>
/// <remarks>
/// The life of a request, and where a fault can step in:
/// <code>
/// headers ─▶ cut before the body
/// body    ─▶ cut within the body              (nothing is stored)
/// whole   ─▶ ghost: cut now, applied later
///         ─▶ held before it is applied
///         ─▶ refused                          (nothing is stored)
/// apply   ─▶ the object is changed just before, in the same critical section
///         ─▶ cut after it was applied
/// answer  ─▶ changed
///         ─▶ held after it was applied
/// </code>
/// </remarks>
public sealed partial record Fault
{
    private Fault(string name) => Name = name;

    /// <summary>What the request log calls it.</summary>
    public string Name { get; private init; }

    internal CutPoint Cut { get; private init; }

    /// <summary>With <see cref="CutPoint.WithinBody"/>: how many bytes of the body are read first.</summary>
    internal long BodyBytesRead { get; private init; }

    internal bool IsGhost { get; private init; }

    internal HoldPoint Hold { get; private init; }

    /// <summary>How long a ghost waits or a request is held; null until it is released.</summary>
    internal TimeSpan? Time { get; private init; }

    internal Func<OssRequest, Answer>? Refuse { get; private init; }

    internal Func<OssRequest, BucketStore, DateTimeOffset, Task>? JustBefore_NeedsLock { get; private init; }

    internal Func<OssRequest, Answer, Answer>? ChangeAnswer { get; private init; }

    /// <summary>Not HTTP at all: sent in place of the answer.</summary>
    internal string? RawAnswer { get; private init; }

    /// <summary>Both faults on one request, for example a foreign append and then an answer that is lost.</summary>
    /// <remarks>Where both say something about the same point, <paramref name="other"/> holds.</remarks>
    public Fault And(Fault other)
    {
        ArgumentNullException.ThrowIfNull(other);

        return new Fault($"{Name} and {other.Name}")
        {
            Cut = other.Cut == CutPoint.None ? Cut : other.Cut,
            BodyBytesRead = other.Cut == CutPoint.None ? BodyBytesRead : other.BodyBytesRead,
            IsGhost = IsGhost || other.IsGhost,
            Hold = other.Hold == HoldPoint.None ? Hold : other.Hold,
            Time = other.Time ?? Time,
            Refuse = other.Refuse ?? Refuse,
            JustBefore_NeedsLock = other.JustBefore_NeedsLock ?? JustBefore_NeedsLock,
            ChangeAnswer = other.ChangeAnswer ?? ChangeAnswer,
            RawAnswer = other.RawAnswer ?? RawAnswer,
        };
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
