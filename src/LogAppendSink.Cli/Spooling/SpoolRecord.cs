namespace LogAppendSink.Cli.Spooling;

/// <summary>A record that lies in a spool.</summary>
/// <param name="Sequence">Its number, over the spool's whole life.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="Bytes">The record, line feed included.</param>
internal readonly record struct SpoolRecord(long Sequence, DateTimeOffset AcceptedAt, ReadOnlyMemory<byte> Bytes);
