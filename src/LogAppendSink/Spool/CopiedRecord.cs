namespace LogAppendSink.Spool;

/// <summary>A copy of a record in a spool.</summary>
internal readonly record struct CopiedRecord(byte[] Bytes, long Sequence, DateTimeOffset AcceptedAt);
