using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>The contents of a spool when it is opened.</summary>
/// <param name="Pool">The spare segments.</param>
/// <param name="Checkpoint">The checkpoint.</param>
/// <param name="Head">The oldest segment with a record to deliver.</param>
/// <param name="Tail">The segment that is written.</param>
/// <param name="Delivered">The end of the delivered records.</param>
/// <param name="End">The end of the records.</param>
/// <param name="Unsettled">The append in doubt, or null.</param>
internal sealed record RecoveredSpool(
    SegmentPool Pool,
    CheckpointFile Checkpoint,
    SpoolSegment Head,
    SpoolSegment Tail,
    SpoolPosition Delivered,
    SpoolPosition End,
    AppendIntent? Unsettled)
{
    /// <summary>The number of damaged records at the end. Their numbers are given to later records.</summary>
    internal int LostAtEnd { get; init; }

    internal long PendingEvents => End.Sequence - Delivered.Sequence;

    internal long PendingBytes => End.RecordByte - Delivered.RecordByte;
}
