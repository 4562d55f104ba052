namespace LogAppendSink.Reading;

/// <summary>A record, and where it stands.</summary>
/// <param name="Key">The object.</param>
/// <param name="Bytes">The record, without its line feed; memory of its own, for as long as it is kept.</param>
/// <param name="Timestamp">Its <c>@t</c>; null where it has none.</param>
public readonly record struct LogRecord(string Key, ReadOnlyMemory<byte> Bytes, DateTimeOffset? Timestamp);
