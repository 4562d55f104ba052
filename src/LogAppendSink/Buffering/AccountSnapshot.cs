namespace LogAppendSink.Buffering;

/// <summary>The account at one moment.</summary>
/// <param name="Accepted">Events handed to the pipeline.</param>
/// <param name="Stored">Of these, known to be stored.</param>
/// <param name="Pending">Of these, in the buffer or in flight.</param>
/// <param name="PendingBytes">The size of those.</param>
/// <param name="DroppedByReason">Of the accepted, lost; indexed by <see cref="DropReason"/>.</param>
/// <param name="Refused">Beside them: events that were lost before they could be accepted.</param>
internal sealed record AccountSnapshot(long Accepted, long Stored, long Pending, long PendingBytes, IReadOnlyList<long> DroppedByReason, long Refused = 0)
{
    internal long Dropped => DroppedByReason.Sum();

    /// <summary>Both accounts as one.</summary>
    internal AccountSnapshot Plus(AccountSnapshot other) => new(
        Accepted + other.Accepted,
        Stored + other.Stored,
        Pending + other.Pending,
        PendingBytes + other.PendingBytes,
        DroppedByReason.Zip(other.DroppedByReason, (a, b) => a + b).ToArray(),
        Refused + other.Refused);
}
