using System.Globalization;
using LogAppendSink.Appending;

namespace LogAppendSink.Objects;

/// <summary>
/// The one object that a writer has: where the writer of a log would go on behind another's bytes, or in the next object, this one ends, since
/// nobody but its user knows what should stand there.
/// </summary>
internal sealed class SoleObject(string bucket, string key, long objectSizeLimitBytes) : IAppendObserver
{
    private string _contradiction = "its answers do not fit each other";

    /// <summary>Up to where it is known to be ours; for messages.</summary>
    internal long Position { get; set; }

    /// <summary>Why nothing can be appended any more; null while it can.</summary>
    internal AppendObjectException? End { get; private set; }

    public void Intending(AppendIntent intent)
    {
        // Nothing survives the process but the object itself: who opens it again goes on at its end.
    }

    public void Conflicted(ObjectName name, ConflictMode mode) => throw Ended(
        AppendObjectFault.Conflict,
        string.Create(CultureInfo.InvariantCulture, $"Other bytes than those sent stand at position {Position} of {Name}: another writer appends to it, or has replaced it. Give each writer an object of its own; to go on behind what is there, open the object again."));

    public void Leaving(ObjectName name, RollReason reason) => throw reason switch
    {
        RollReason.Full => TooLarge(bodyLengthBytes: null),
        RollReason.Replaced => Ended(
            AppendObjectFault.Replaced,
            string.Create(CultureInfo.InvariantCulture, $"{Name} was deleted or replaced while it was written, at position {Position}. Find out who does that; to begin anew at the end of what is there, open the object again.")),
        RollReason.Suspect => Ended(
            AppendObjectFault.Contradiction,
            string.Create(CultureInfo.InvariantCulture, $"{Name} holds the bytes that were sent to position {Position}, but {_contradiction}. It may be another object than the one that was opened: compare it with its source before more is appended.")),
        RollReason.CreationInDoubt => Ended(
            AppendObjectFault.NotAppendable,
            $"The creation of {Name} was not answered and may still be under way in the store, which would then replace whatever is there: nothing was appended. Use another key."),
        RollReason.Wedged => Ended(
            AppendObjectFault.NotAppendable,
            string.Create(CultureInfo.InvariantCulture, $"{Name} takes no appends from position {Position} on: an append that died in the store holds that place. Its administrator can free it; or go on in another object.")),
        _ => NotAppendable(),
    };

    public void Rolled(ObjectName from, ObjectName to, RollReason reason) =>
        throw new InvariantBrokenException($"Broken rule: {Name} has no successor. Reason of the roll: {reason}.");

    public void Misbehaved(ObjectName name, string observation) => _contradiction = observation;

    /// <summary>Bytes that do not fit; fewer of them may.</summary>
    internal AppendObjectException TooLarge(long? bodyLengthBytes) => new(
        AppendObjectFault.Full,
        key,
        Position,
        string.Create(CultureInfo.InvariantCulture, $"{Name} ends at position {Position}, and {(bodyLengthBytes is { } bytes ? $"{bytes} bytes more" : "more")} would pass {nameof(OssAppendOptions.ObjectSizeLimitBytes)} ({objectSizeLimitBytes}; OSS takes no more than 5 GB in one append object). Go on in another object."));

    internal AppendObjectException NotAppendable() => Ended(
        AppendObjectFault.NotAppendable,
        string.Create(CultureInfo.InvariantCulture, $"{Name} takes no appends from position {Position} on: it is sealed, immutable under a retention policy, or was not made by appends. Use another key, or delete the object first."));

    private string Name => $"'{key}' in bucket '{bucket}'";

    private AppendObjectException Ended(AppendObjectFault fault, string message) => End = new AppendObjectException(fault, key, Position, message);
}
