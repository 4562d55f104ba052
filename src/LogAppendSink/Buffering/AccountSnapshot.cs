namespace LogAppendSink.Buffering;

/// <summary>The account at one moment.</summary>
/// <param name="Accepted">Events passed to the pipeline.</param>
/// <param name="Stored">Accepted events that are known to be stored.</param>
/// <param name="Pending">Accepted events in the buffer or in flight.</param>
/// <param name="PendingBytes">The size of the pending events.</param>
/// <param name="DroppedByReason">Accepted events that are lost, indexed by <see cref="DropReason"/>.</param>
/// <param name="Refused">Events that were lost before they could be accepted. Not part of <paramref name="Accepted"/>.</param>
internal sealed record AccountSnapshot(
    long Accepted,
    long Stored,
    long Pending,
    long PendingBytes,
    IReadOnlyList<long> DroppedByReason,
    long Refused = 0)
{
    internal long Dropped => DroppedByReason.Sum();

    /// <summary>Returns the sum of two accounts.</summary>
    internal AccountSnapshot Plus(AccountSnapshot other) => new(
        Accepted + other.Accepted,
        Stored + other.Stored,
        Pending + other.Pending,
        PendingBytes + other.PendingBytes,
        DroppedByReason.Zip(other.DroppedByReason, (a, b) => a + b).ToArray(),
        Refused + other.Refused);
}
