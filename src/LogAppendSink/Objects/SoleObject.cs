using System.Globalization;
using LogAppendSink.Appending;

namespace LogAppendSink.Objects;

/// <summary>
/// Stops a writer whose object has a conflict or cannot continue. A log would continue after the other bytes or in the next object; here
/// only the caller knows what the object should contain.
/// </summary>
internal sealed class SoleObject(string bucket, string key, long objectSizeLimitBytes) : IAppendObserver
{
    private string _contradiction = "the store's responses are inconsistent";

    /// <summary>The position up to which this writer's bytes are stored; for messages.</summary>
    internal long Position { get; set; }

    /// <summary>Why no more appends are possible; null while they are.</summary>
    internal AppendObjectException? End { get; private set; }

    public void Intending(AppendIntent intent)
    {
        // Nothing to save: after a restart, the writer continues at the end of the object.
    }

    public void Conflicted(ObjectName name, ConflictMode mode)
    {
        // The step that follows ends with the reason.
    }

    public void Rolled(ObjectName from, ObjectName to, RollReason reason) =>
        throw new InvariantBrokenException($"Broken rule: {Name} has no next object. Reason for the roll: {reason}.");

    public void Misbehaved(ObjectName name, string observation) => _contradiction = observation;

    /// <summary>Ends the object for the reason for which a log would continue in the next one.</summary>
    internal AppendObjectException EndWith(RollReason reason) => reason switch
    {
        RollReason.Full => TooLarge(bodyLengthBytes: null),
        RollReason.Conflict => Ended(
            AppendObjectFault.Conflict,
            $"{Name} has other bytes at position {Text(Position)} than those sent: another writer appends to it, or has replaced it. "
            + "Use a separate object for each writer. To continue at the current end, reopen the object."),
        RollReason.Replaced => Ended(
            AppendObjectFault.Replaced,
            $"{Name} was deleted or replaced at position {Text(Position)} while it was open for appends. "
            + "Find the process that did this. To continue at the current end, reopen the object."),
        RollReason.Suspect => Ended(
            AppendObjectFault.Contradiction,
            $"{Name} has the bytes sent to position {Text(Position)}, but {_contradiction}. "
            + "It may have been replaced: compare it with its source before the next append."),
        RollReason.CreationInDoubt => Ended(
            AppendObjectFault.NotAppendable,
            $"The request that creates {Name} got no response and may still be in flight in the store. "
            + "It would replace the object, so nothing was appended. Use another key."),
        RollReason.Wedged => Ended(
            AppendObjectFault.NotAppendable,
            $"{Name} accepts no appends at position {Text(Position)}: a stuck append in the store blocks it. "
            + "Ask the store's administrator to release it, or use another object."),
        _ => NotAppendable(),
    };

    /// <summary>The bytes do not fit; a shorter append may.</summary>
    internal AppendObjectException TooLarge(long? bodyLengthBytes) => new(
        AppendObjectFault.Full,
        key,
        Position,
        $"{Name} ends at position {Text(Position)}, and {(bodyLengthBytes is { } bytes ? $"{Text(bytes)} bytes more" : "more")} "
        + $"would exceed {nameof(OssAppendOptions.ObjectSizeLimitBytes)} ({Text(objectSizeLimitBytes)}; the limit of OSS is 5 GB). "
        + "Continue in another object.");

    internal AppendObjectException NotAppendable() => Ended(
        AppendObjectFault.NotAppendable,
        $"{Name} accepts no appends at position {Text(Position)}: "
        + "it is sealed, immutable under a retention policy, or not an append object. "
        + "Use another key, or delete the object first.");

    private string Name => $"'{key}' in bucket '{bucket}'";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private AppendObjectException Ended(AppendObjectFault fault, string message) =>
        End = new AppendObjectException(fault, key, Position, message);
}
