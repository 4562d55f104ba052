using System.Buffers;
using System.IO.Compression;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>Makes the body of an append from a batch: the records as they lie, or one complete gzip member of them.</summary>
internal sealed class BodyEncoder(RecordCompression compression) : IDisposable
{
    /// <summary>
    /// Most that gzip adds to what it cannot compress: 5 bytes for each stored block of at least 16 KiB, and 18 for head and tail
    /// (RFC 1951, section 3.2.4; RFC 1952, section 2.3). Rounded up.
    /// </summary>
    internal static long GzipOverheadBytes(long lengthBytes) => (lengthBytes / 1024) + 64;

    // One body is under way at a time, so one buffer serves all.
    private readonly MemoryStream _compressed = new();

    /// <summary>The body stays valid until the next call.</summary>
    internal AppendBody Encode(RecordBatch batch)
    {
        if (compression == RecordCompression.None)
            return AppendBody.Of(batch.Bytes);

        _compressed.SetLength(0);
        using (var gzip = new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var stretch in batch.Bytes)
                gzip.Write(stretch.Span);
        }

        return AppendBody.Of(new ReadOnlySequence<byte>(_compressed.GetBuffer(), 0, (int)_compressed.Length));
    }

    public void Dispose() => _compressed.Dispose();
}
