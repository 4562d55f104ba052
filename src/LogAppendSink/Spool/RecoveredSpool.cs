using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>What a spool holds when it is opened.</summary>
/// <param name="Pool">Its segments that are not in use.</param>
/// <param name="Checkpoint">Its checkpoint.</param>
/// <param name="Head">The oldest segment with a record to deliver.</param>
/// <param name="Tail">The one that is written to.</param>
/// <param name="DeliveredThrough">The number of the first record to deliver.</param>
/// <param name="DeliveredBytes">The bytes of records before it.</param>
/// <param name="NextSequence">The number that the next record gets.</param>
/// <param name="NextRecordByte">The bytes of records before that.</param>
/// <param name="LostAtEnd">Records that were torn behind the last one; no number tells of them any more.</param>
/// <param name="Unsettled">The append that was never answered; null when there is none.</param>
internal sealed record RecoveredSpool(
    SegmentPool Pool,
    CheckpointFile Checkpoint,
    SpoolSegment Head,
    SpoolSegment Tail,
    long DeliveredThrough,
    long DeliveredBytes,
    long NextSequence,
    long NextRecordByte,
    int LostAtEnd,
    AppendIntent? Unsettled)
{
    internal long PendingEvents => NextSequence - DeliveredThrough;

    internal long PendingBytes => NextRecordByte - DeliveredBytes;
}
