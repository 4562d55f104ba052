using System.Buffers.Binary;
using System.IO.Compression;

namespace LogAppendSink.Reading;

/// <summary>
/// How long a gzip member is when neither another member nor the end of the object stands behind it. It is decompressed a byte at a time, which
/// is slow, and only done where something is damaged.
/// </summary>
internal static class GzipMemberLength
{
    // RFC 1952, 2.3: ten bytes, of which the fourth says what comes before the compressed data; eight behind them.
    private const int HeaderBytes = 10;
    private const int FlagsAt = 3;
    private const int TrailerBytes = 8;
    private const int HasHeaderCrc = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;

    /// <summary>Its length, header and trailer included; 0 when it is not whole, or is none. Its checksum is not looked at.</summary>
    /// <param name="bytes">They begin with a header.</param>
    /// <exception cref="InvalidDataException">It holds more than <see cref="GzipFormat.ContentBytesMax"/>.</exception>
    internal static int Of(ReadOnlyMemory<byte> bytes)
    {
        var dataAt = DataAt(bytes.Span);
        if (dataAt < 0 || dataAt >= bytes.Length)
            return 0;

        var source = new ByteByByte(bytes[dataAt..]);
        var decoded = new byte[64 * 1024];
        var isTooLarge = false;
        try
        {
            using var stream = new DeflateStream(source, CompressionMode.Decompress);
            var contentBytes = 0L;
            for (var read = stream.Read(decoded); read > 0; read = stream.Read(decoded))
            {
                // Only where it ends is asked.
                contentBytes += read;
                isTooLarge = contentBytes > GzipFormat.ContentBytesMax;
                if (isTooLarge)
                    break;
            }
        }
        catch (InvalidDataException)
        {
            return 0;
        }

        if (isTooLarge)
            throw GzipFormat.TooLarge();

        var end = dataAt + source.ReadBytes + TrailerBytes;
        return end <= bytes.Length ? end : 0;
    }

    private static int DataAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            return -1;

        var flags = bytes[FlagsAt];
        var at = HeaderBytes;
        if ((flags & HasExtra) != 0)
            at = at + 2 <= bytes.Length ? at + 2 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : -1;
        if ((flags & HasName) != 0)
            at = BehindText(bytes, at);
        if ((flags & HasComment) != 0)
            at = BehindText(bytes, at);
        return (flags & HasHeaderCrc) != 0 && at >= 0 ? at + 2 : at;
    }

    private static int BehindText(ReadOnlySpan<byte> bytes, int at)
    {
        var length = at < 0 || at > bytes.Length ? -1 : bytes[at..].IndexOf((byte)0);
        return length < 0 ? -1 : at + length + 1;
    }

    /// <summary>Gives a byte a read, so that the decompressor takes none that it does not need.</summary>
    private sealed class ByteByByte(ReadOnlyMemory<byte> bytes) : Stream
    {
        internal int ReadBytes { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty || ReadBytes == bytes.Length)
                return 0;
            buffer[0] = bytes.Span[ReadBytes++];
            return 1;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
