using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>When a writer continues in the next object, and whether it may.</summary>
/// <param name="ObjectSizeLimitBytes">Largest size of an object, in bytes.</param>
/// <param name="ObjectAppendLimit">Most appends of this writer to one object; null for no limit.</param>
/// <param name="OnConflict">What follows after another writer's append.</param>
internal sealed record RollPolicy(long ObjectSizeLimitBytes, int? ObjectAppendLimit, ConflictMode OnConflict)
{
    /// <summary>
    /// Whether there is a next object. A writer without one ends with <see cref="StepResult.Stopped"/> where it would roll or conflict.
    /// </summary>
    internal bool HasNextObject { get; init; } = true;

    /// <summary>Whether an append must go to the next object.</summary>
    /// <param name="end">Where the object ends.</param>
    /// <param name="appendsMade">How many appends this writer has made to it.</param>
    /// <param name="bodyLengthBytes">The size of the append, in bytes.</param>
    internal bool IsFull(ObjectEnd end, int appendsMade, long bodyLengthBytes) =>
        end.LengthBytes + bodyLengthBytes > ObjectSizeLimitBytes || appendsMade >= ObjectAppendLimit;
}
