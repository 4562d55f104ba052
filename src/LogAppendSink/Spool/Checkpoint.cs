using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>How far a spool is delivered.</summary>
/// <param name="Generation">Counts checkpoints; the highest one counts.</param>
/// <param name="DeliveredThrough">All records numbered below are settled: stored, or dropped and counted.</param>
/// <param name="DeliveredBytes">The bytes of those, counted as <see cref="SegmentHeader.FirstRecordByte"/> counts.</param>
/// <param name="Bucket">The bucket that <paramref name="Intent"/> went to.</param>
/// <param name="Intent">The append under way; null when none is.</param>
internal sealed record Checkpoint(long Generation, long DeliveredThrough, long DeliveredBytes, string Bucket, AppendIntent? Intent);
