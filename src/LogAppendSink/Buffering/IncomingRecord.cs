namespace LogAppendSink.Buffering;

/// <summary>A record on its way into a buffer.</summary>
/// <param name="bytes">Its bytes, as the front end gave them.</param>
/// <param name="level">How important it is.</param>
/// <param name="acceptedAt">When it was accepted.</param>
internal readonly ref struct IncomingRecord(ReadOnlySpan<byte> bytes, RecordLevel level, DateTimeOffset acceptedAt)
{
    internal const byte LineFeed = (byte)'\n';

    internal ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Whether a line feed is added, because the bytes do not end in one.</summary>
    internal bool AddsLineFeed { get; } = bytes.IsEmpty || bytes[^1] != LineFeed;

    /// <summary>The bytes it takes, with the line feed.</summary>
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
