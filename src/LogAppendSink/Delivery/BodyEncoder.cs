using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>Encodes a batch as the body of an append: the records as they are, or as one complete gzip member.</summary>
/// <param name="compression">The compression.</param>
/// <param name="mark">
/// The mark of bodies whose batch has none. It is in the time field of each gzip member (RFC 1952: MTIME), which readers ignore. So two
/// writers never send the same bytes, and the object shows which of them has stored a batch.
/// </param>
internal sealed class BodyEncoder(RecordCompression compression, uint mark)
{
    private const int MarkAt = 4;

    /// <summary>
    /// The most bytes that gzip adds to incompressible data. At the fastest level zlib codes literals by the fixed table, in up to 9 bits
    /// (RFC 1951, section 3.2.6), rather than storing them: an eighth more, plus header, trailer and block ends, rounded up.
    /// </summary>
    internal static long GzipOverheadBytes(long lengthBytes) => (lengthBytes / 8) + 64;

    /// <summary>The most bodies at a time: one accepted but not confirmed, one in flight after it, and the next one.</summary>
    internal const int BodiesMax = 3;

    private readonly MemoryStream[] _compressed = [new(), new(), new()];
    private int _next;

    /// <summary>Encodes a body, which stays valid for <see cref="BodiesMax"/> further calls.</summary>
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
        var member = new ReadOnlySequence<byte>(compressed.GetBuffer(), 0, (int)compressed.Length);
        return AppendBody.Of(member) with { Records = batch.Records };
    }

    /// <summary>Replaces the buffers. Earlier bodies keep theirs, because an abandoned request may still read one.</summary>
    internal void LeaveBodies()
    {
        for (var i = 0; i < _compressed.Length; i++)
            _compressed[i] = new MemoryStream();
    }
}
