using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// A fault of one request. Immutable; created by the static members and combined with <see cref="And"/>.
/// </summary>
/// <remarks>
/// The steps of a request, and the faults at each step:
/// <code>
/// headers ─▶ cut before the body
/// body    ─▶ cut within the body              (nothing is stored)
/// whole   ─▶ ghost: cut now, applied later
///         ─▶ held before it is applied
///         ─▶ refused                          (nothing is stored)
/// apply   ─▶ the object is changed just before, in the same critical section
///         ─▶ cut after it was applied
/// response ▶ changed
///         ─▶ held after it was applied
/// </code>
/// </remarks>
public sealed partial record Fault
{
    private Fault(string name) => Name = name;

    /// <summary>The name in the request log.</summary>
    public string Name { get; private init; }

    internal CutPoint Cut { get; private init; }

    /// <summary>With <see cref="CutPoint.WithinBody"/>: how many bytes of the body are read first.</summary>
    internal long BodyBytesRead { get; private init; }

    internal bool IsGhost { get; private init; }

    internal HoldPoint Hold { get; private init; }

    /// <summary>How long a ghost waits or a request is held; null to wait for a release.</summary>
    internal TimeSpan? Time { get; private init; }

    internal Func<OssRequest, Answer>? Refuse { get; private init; }

    internal Func<OssRequest, BucketStore, DateTimeOffset, Task>? JustBefore_NeedsLock { get; private init; }

    internal Func<OssRequest, Answer, Answer>? ChangeAnswer { get; private init; }

    /// <summary>Bytes that are not HTTP, sent instead of the response.</summary>
    internal string? RawAnswer { get; private init; }

    /// <summary>Combines both faults on one request, for example a foreign append and a lost response.</summary>
    /// <remarks>If both affect the same step, <paramref name="other"/> wins.</remarks>
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
