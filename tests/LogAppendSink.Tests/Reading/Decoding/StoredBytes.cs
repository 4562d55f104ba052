using System.IO.Compression;
using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Decoding;

namespace LogAppendSink.Tests.Reading.Decoding;

/// <summary>Builds stored bytes, and reads them.</summary>
internal static class StoredBytes
{
    internal static byte[] Member(string content, CompressionLevel level = CompressionLevel.Fastest) =>
        Member(Encoding.UTF8.GetBytes(content), level);

    internal static byte[] Member(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level))
            gzip.Write(content);
        return stream.ToArray();
    }

    /// <summary>Reads all content and damage, in order.</summary>
    internal static async Task<(string Text, IReadOnlyList<string> Damage)> ReadAsync(
        byte[] stored, int chunkBytes = int.MaxValue, StoredContentLimits? limits = null)
    {
        var text = new StringBuilder();
        var damage = new List<string>();
        var records = new StoredRecords(new Chunks(stored, chunkBytes), position: 0, isGzip: null, limits ?? StoredContentLimits.Small);
        await foreach (var block in records.ReadAsync())
        {
            text.Append(Encoding.UTF8.GetString(block.Bytes.Span));
            if (block.Damage is { } found)
                damage.Add(found.ToString());
        }

        return (text.ToString(), damage);
    }

    /// <summary>Chunks that are overwritten when the next is requested, like those of a store.</summary>
    private sealed class Chunks(byte[] bytes, int chunkBytes) : IChunkSource
    {
        private byte[] _last = [];
        private int _position;

        public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
        {
            _last.AsSpan().Fill((byte)'?');
            _last = bytes.AsSpan(_position, Math.Min(chunkBytes, bytes.Length - _position)).ToArray();
            _position += _last.Length;
            return new(_last);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
