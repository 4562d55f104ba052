using System.Buffers.Binary;

namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// The header of a gzip member (RFC 1952, section 2.3). Only the first bytes decide whether an object is compressed, never its key.
/// </summary>
internal static class GzipHeader
{
    /// <summary>The length of <see cref="Magic"/>.</summary>
    internal const int MagicBytes = 3;

    /// <summary>The longest accepted header, in bytes: a header is held in memory, and its name and comment can be of any length.</summary>
    internal const int BytesMax = 128 * 1024;

    private const int FixedBytes = 10;
    private const int FlagsAt = 3;
    private const int HasHeaderCrc = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int ReservedFlags = 0xE0;

    /// <summary>ID1, ID2 and CM = deflate. UTF-8 text never contains them: 0x8B cannot follow a control character.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 0x08];

    /// <summary>Whether a member starts here.</summary>
    internal static bool IsAt(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Returns the length of the header in bytes; 0 if <paramref name="bytes"/> end within it; -1 if it is not a header.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (!Magic.StartsWith(bytes[..Math.Min(bytes.Length, MagicBytes)]))
            return -1;
        if (bytes.Length < FixedBytes)
            return 0;

        var flags = bytes[FlagsAt];
        if ((flags & ReservedFlags) != 0)
            return -1;
        var end = FixedBytes;
        if ((flags & HasExtra) != 0)
            end = bytes.Length < end + 2 ? 0 : end + 2 + BinaryPrimitives.ReadUInt16LittleEndian(bytes[end..]);
        if ((flags & HasName) != 0)
            end = AfterText(bytes, end);
        if ((flags & HasComment) != 0)
            end = AfterText(bytes, end);
        if ((flags & HasHeaderCrc) != 0 && end > 0)
            end += 2;
        return end > 0 && end <= bytes.Length ? end : bytes.Length >= BytesMax ? -1 : 0;
    }

    private static int AfterText(ReadOnlySpan<byte> bytes, int start)
    {
        var length = start <= 0 || start >= bytes.Length ? -1 : bytes[start..].IndexOf((byte)0);
        return length < 0 ? 0 : start + length + 1;
    }
}
