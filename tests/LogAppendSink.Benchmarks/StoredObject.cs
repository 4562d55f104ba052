using System.IO.Compression;
using LogAppendSink.Reading;

namespace LogAppendSink.Benchmarks;

/// <summary>Reads objects back, to count what has arrived.</summary>
internal static class StoredObject
{
    private const int RangeBytes = 8 * 1024 * 1024;

    /// <summary>Counts the lines of an object.</summary>
    internal static async Task<long> CountLinesAsync(OssAppendOptions options, string key, RecordCompression compression)
    {
        using var catalog = ObjectCatalog.Open(options);
        var lengthBytes = await catalog.GetLengthAsync(key) ?? 0;
        var lines = 0L;
        using var compressed = new MemoryStream();
        for (var position = 0L; position < lengthBytes; position += RangeBytes)
        {
            var bytes = await catalog.ReadAsync(key, position, (int)Math.Min(RangeBytes, lengthBytes - position));
            if (compression == RecordCompression.None)
                lines += bytes!.Value.Span.Count((byte)'\n'); // Nobody deletes it meanwhile.
            else
                compressed.Write(bytes!.Value.Span); // As above.
        }

        return lines + CountCompressed(compressed);
    }

    /// <summary>The size of an object; 0 when there is none.</summary>
    internal static async Task<long> LengthAsync(OssAppendOptions options, string key)
    {
        using var catalog = ObjectCatalog.Open(options);
        return await catalog.GetLengthAsync(key) ?? 0;
    }

    private static long CountCompressed(MemoryStream compressed)
    {
        compressed.Position = 0;
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        var buffer = new byte[256 * 1024];
        var lines = 0L;
        for (int read; (read = plain.Read(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }
}
