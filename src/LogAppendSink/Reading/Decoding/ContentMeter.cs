namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// Counts the content that a request goes through, decompressed, and ends it: a few stored bytes may hold any amount. Thread-safe.
/// </summary>
/// <remarks>
/// Two limits. At the first one a reader stops between two records, and another request resumes there. A reader that finds no record before
/// twice as much stops where it is, so the work is bounded whatever an object holds.
/// </remarks>
/// <param name="limitBytes">The first limit.</param>
internal sealed class ContentMeter(long limitBytes)
{
    /// <summary>What a record counts as at least: the work per record does not depend on its length.</summary>
    internal const int RecordBytesMin = 128;

    private long _bytes;
    private long _skippedBytes;

    /// <summary>Whether a reader stops between two records.</summary>
    internal bool IsSpent => IsExhausted || Interlocked.Read(ref _bytes) - Interlocked.Read(ref _skippedBytes) >= limitBytes;

    /// <summary>Whether a reader stops where it is.</summary>
    internal bool IsExhausted => Interlocked.Read(ref _bytes) / 2 >= limitBytes;

    /// <summary>Counts content.</summary>
    internal void Add(ReadOnlySpan<byte> content) => Add(Math.Max(content.Length, (long)RecordBytesMin * content.Count((byte)'\n')));

    /// <summary>Counts bytes.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>A record that an earlier request has read already: it does not count for the first limit, or no request would get further.</summary>
    internal void Skip(int lengthBytes) => Interlocked.Add(ref _skippedBytes, Math.Max(lengthBytes, RecordBytesMin));
}
