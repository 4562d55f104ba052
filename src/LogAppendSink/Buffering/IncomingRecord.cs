namespace LogAppendSink.Buffering;

/// <summary>A record that is being written to a buffer.</summary>
/// <param name="bytes">The encoded event, with or without a line feed at its end.</param>
/// <param name="level">Its level, which decides whether a nearly full buffer accepts it.</param>
/// <param name="acceptedAt">The time when the event was accepted.</param>
internal readonly ref struct IncomingRecord(ReadOnlySpan<byte> bytes, RecordLevel level, DateTimeOffset acceptedAt)
{
    internal const byte LineFeed = (byte)'\n';

    internal ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Whether a line feed is appended.</summary>
    internal bool AddsLineFeed { get; } = bytes.IsEmpty || bytes[^1] != LineFeed;

    /// <summary>The length of the record, line feed included.</summary>
    internal int LengthBytes => Bytes.Length + (AddsLineFeed ? 1 : 0);

    internal RecordLevel Level { get; } = level;

    internal long AcceptedAtUtcTicks { get; } = acceptedAt.UtcTicks;

    internal void CopyTo(Span<byte> destination)
    {
        Bytes.CopyTo(destination);
        if (AddsLineFeed)
            destination[Bytes.Length] = LineFeed;
    }
}
