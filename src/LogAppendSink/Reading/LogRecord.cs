namespace LogAppendSink.Reading;

/// <summary>A record, and where it stands.</summary>
/// <param name="Key">The object.</param>
/// <param name="Bytes">The record, without its line feed; memory of its own, for as long as it is kept.</param>
/// <param name="Timestamp">Its <c>@t</c>; null where it has none.</param>
public readonly record struct LogRecord(string Key, ReadOnlyMemory<byte> Bytes, DateTimeOffset? Timestamp)
{
    /// <summary>Where in the object it begins; in a compressed one, where the gzip member begins that it is in.</summary>
    public long Position { get; init; }

    /// <summary>Which record of its member it is, from 0; null in an object that is not compressed.</summary>
    public int? MemberIndex { get; init; }

    /// <summary>Of a record without a time: the time of the one before it in its object; null where none is known.</summary>
    internal DateTimeOffset? PlacedTime { get; init; }
}
