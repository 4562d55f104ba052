namespace LogAppendSink.Spool;

/// <summary>A position between two records of a spool.</summary>
/// <param name="Sequence">The number of the record after it.</param>
/// <param name="RecordByte">The bytes of all records before it, over the lifetime of the spool.</param>
internal readonly record struct SpoolPosition(long Sequence, long RecordByte);
