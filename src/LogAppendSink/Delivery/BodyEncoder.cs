using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>Makes the body of an append from a batch: the records as they lie, or one complete gzip member of them.</summary>
/// <param name="compression">Which of the two.</param>
/// <param name="mark">
/// The mark of bodies whose batch has none. It is in the time field of each gzip member (RFC 1952: MTIME), which readers ignore. So two
/// writers never send the same bytes, and what an object holds shows which of them has stored it.
/// </param>
internal sealed class BodyEncoder(RecordCompression compression, uint mark)
{
    private const int MarkAt = 4;

    /// <summary>
    /// Most that gzip adds to what it cannot compress. At the fastest level zlib codes literals by the fixed table, in up to 9 bits
    /// (RFC 1951, section 3.2.6), rather than storing them: an eighth more; and head, tail and block ends. Rounded up.
    /// </summary>
    internal static long GzipOverheadBytes(long lengthBytes) => (lengthBytes / 8) + 64;

    /// <summary>Most bodies at a time: one accepted and not confirmed, one under way behind it, and the next, made meanwhile.</summary>
    internal const int BodiesMax = 3;

    private readonly MemoryStream[] _compressed = [new(), new(), new()];
    private int _next;

    /// <summary>The body stays valid until <see cref="BodiesMax"/> calls later.</summary>
    internal AppendBody Encode(RecordBatch batch)
    {
        if (compression == RecordCompression.None)
            return AppendBody.Of(batch.Bytes) with { Records = batch.Records };

        var compressed = _compressed[_next];
        _next = (_next + 1) % BodiesMax;
        compressed.SetLength(0);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var stretch in batch.Bytes)
                gzip.Write(stretch.Span);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(compressed.GetBuffer().AsSpan(MarkAt), batch.Mark ?? mark);
        return AppendBody.Of(new ReadOnlySequence<byte>(compressed.GetBuffer(), 0, (int)compressed.Length)) with { Records = batch.Records };
    }

    /// <summary>Bodies made before keep their memory: a request that was abandoned may still read one.</summary>
    internal void LeaveBodies()
    {
        for (var i = 0; i < _compressed.Length; i++)
            _compressed[i] = new MemoryStream();
    }
}
