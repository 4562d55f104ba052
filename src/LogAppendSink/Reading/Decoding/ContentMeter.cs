namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// Limits the work of one request by counting decompressed content: a few stored bytes can expand without limit. Thread-safe.
/// </summary>
/// <remarks>
/// At the limit, a reader stops between two records, and the next request resumes there. At twice the limit, a reader stops inside a
/// record, so the work is bounded whatever an object contains.
/// </remarks>
/// <param name="limitBytes">The limit, in bytes.</param>
internal sealed class ContentMeter(long limitBytes)
{
    /// <summary>The least that a record counts as, in bytes: each record costs some work, however short.</summary>
    internal const int RecordBytesMin = 128;

    private long _bytes;
    private long _skippedBytes;

    /// <summary>Whether a reader should stop between two records.</summary>
    internal bool IsSpent => IsExhausted || Interlocked.Read(ref _bytes) - Interlocked.Read(ref _skippedBytes) >= limitBytes;

    /// <summary>Whether a reader must stop immediately.</summary>
    internal bool IsExhausted => Interlocked.Read(ref _bytes) / 2 >= limitBytes;

    /// <summary>Counts content.</summary>
    internal void Add(ReadOnlySpan<byte> content) => Add(Math.Max(content.Length, (long)RecordBytesMin * content.Count((byte)'\n')));

    /// <summary>Counts bytes.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Excludes a record that an earlier request has read from the first limit. Otherwise no request would get further.</summary>
    internal void Skip(int lengthBytes) => Interlocked.Add(ref _skippedBytes, Math.Max(lengthBytes, RecordBytesMin));
}
