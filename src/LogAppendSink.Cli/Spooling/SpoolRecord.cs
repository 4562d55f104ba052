namespace LogAppendSink.Cli.Spooling;

/// <summary>A record in a spool.</summary>
/// <param name="Sequence">The sequence number of the record, from 0 over the lifetime of the spool.</param>
/// <param name="AcceptedAt">The time at which the record was accepted.</param>
/// <param name="Bytes">The record, line feed included.</param>
internal readonly record struct SpoolRecord(long Sequence, DateTimeOffset AcceptedAt, ReadOnlyMemory<byte> Bytes);
