namespace LogAppendSink.Cli.Spooling;

/// <summary>A record in a spool.</summary>
/// <param name="Sequence">Its number, counted over the lifetime of the spool.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Bytes">The record, line feed included.</param>
internal readonly record struct SpoolRecord(long Sequence, DateTimeOffset AcceptedAt, ReadOnlyMemory<byte> Bytes);
