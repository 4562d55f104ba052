using System.Buffers;
using System.IO.Compression;

namespace LogAppendSink.Benchmarks;

/// <summary>What is known of an object of the target; one client at a time adds to it.</summary>
internal sealed class TargetObject
{
    private readonly ArrayBufferWriter<byte> _compressed = new();
    private long _lines;

    internal long LengthBytes { get; private set; }

    internal ulong Crc64 { get; private set; }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;

        // A gzip member begins with 1F 8B (RFC 1952), which no line does; compressed bytes are kept, and counted when all are there.
        if (_compressed.WrittenCount > 0 || bytes[0] == 0x1F)
            _compressed.Write(bytes);
        else
            _lines += bytes.Count((byte)'\n');
        LengthBytes += bytes.Length;
        Crc64 = Checksums.Crc64.Append(Crc64, bytes);
    }

    internal long CountLines()
    {
        if (_compressed.WrittenCount == 0)
            return _lines;

        using var compressed = new MemoryStream(_compressed.WrittenSpan.ToArray());
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        var buffer = new byte[256 * 1024];
        var lines = 0L;
        for (int read; (read = plain.Read(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }
}
