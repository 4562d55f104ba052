using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>How far a spool is delivered.</summary>
/// <param name="Generation">Its number. The checkpoint with the highest number is valid.</param>
/// <param name="DeliveredThrough">All records with smaller numbers are settled: stored, or dropped and counted.</param>
/// <param name="DeliveredBytes">The bytes of the settled records, counted like <see cref="SegmentHeader.FirstRecordByte"/>.</param>
/// <param name="Bucket">The bucket of <paramref name="Intent"/>.</param>
/// <param name="Intent">The append in flight, or null.</param>
internal sealed record Checkpoint(long Generation, long DeliveredThrough, long DeliveredBytes, string Bucket, AppendIntent? Intent);
