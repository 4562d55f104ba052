namespace LogAppendSink.Reading;

/// <summary>A record and its position.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="Bytes">The record, without its line feed, in memory of its own.</param>
/// <param name="Timestamp">The record's <c>@t</c>; null if it has none.</param>
public readonly record struct LogRecord(string Key, ReadOnlyMemory<byte> Bytes, DateTimeOffset? Timestamp)
{
    /// <summary>The position of the record; in a compressed object, of its gzip member.</summary>
    public long Position { get; init; }

    /// <summary>The zero-based index of the record in its member; null in an uncompressed object.</summary>
    public int? MemberIndex { get; init; }

    /// <summary>For a record without a time: the time of the record before it in the object; null if unknown.</summary>
    internal DateTimeOffset? PlacedTime { get; init; }
}
