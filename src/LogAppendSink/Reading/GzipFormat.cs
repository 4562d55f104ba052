using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace LogAppendSink.Reading;

/// <summary>
/// Where gzip members begin and end (RFC 1952). A member does not say how long it is; but each append of the sink is one or more whole
/// members, so a member ends where the next one's header stands, or where the object ends.
/// </summary>
internal static class GzipFormat
{
    /// <summary>Header, an empty deflate block, trailer: no member is shorter.</summary>
    private const int MemberBytesMin = 20;

    /// <summary>A member of 64 MiB has four magics by chance; behind so many tries the member is gone through.</summary>
    private const int TriesMax = 16;

    /// <summary>
    /// Most that a member may hold to be decompressed at once. The sink's own hold one batch, at most 64 MiB; there is room for others'.
    /// A member of 64 MiB that was made to harm could hold 64 GiB.
    /// </summary>
    internal const int ContentBytesMax = 256 * 1024 * 1024;

    private const long BelievedRatio = 16;
    private const int FirstBytes = 64 * 1024;

    /// <summary>ID1, ID2, and CM = deflate.</summary>
    private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B, 0x08];

    /// <summary>Whether a member begins here.</summary>
    internal static bool IsHeader(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Where the next header may stand, from <paramref name="start"/> on; -1 for nowhere.</summary>
    internal static int FindHeader(ReadOnlySpan<byte> bytes, int start)
    {
        if (start >= bytes.Length)
            return -1;
        var found = bytes[start..].IndexOf(Magic);
        return found < 0 ? -1 : start + found;
    }

    /// <summary>The first member of <paramref name="bytes"/>, decompressed; null when it is not whole.</summary>
    /// <param name="bytes">They begin with a header.</param>
    /// <param name="isEnd">Whether the object ends with them.</param>
    /// <param name="memberBytes">How long the member is, compressed.</param>
    /// <exception cref="InvalidDataException">It holds more than <see cref="ContentBytesMax"/>.</exception>
    internal static byte[]? TryDecodeFirst(ReadOnlyMemory<byte> bytes, bool isEnd, out int memberBytes)
    {
        // The magic may stand within compressed data by chance, once in 16 MiB: what is cut there fails its checksum, and the next
        // place is tried. Bytes full of magics were made so: each try may take a thousand times their length, so there are few.
        var tries = 0;
        for (var end = FindHeader(bytes.Span, MemberBytesMin); end >= 0 && tries < TriesMax; end = FindHeader(bytes.Span, end + 1), tries++)
        {
            if (TryDecode(bytes[..end]) is { } decoded)
            {
                memberBytes = end;
                return decoded;
            }
        }

        memberBytes = bytes.Length;
        if (isEnd && bytes.Length >= MemberBytesMin && TryDecode(bytes) is { } last)
            return last;

        // Something that is no member stands behind it. Only going through it tells where it ends.
        if (!isEnd && FindHeader(bytes.Span, MemberBytesMin) < 0)
            return null;
        memberBytes = GzipMemberLength.Of(bytes);
        return memberBytes > 0 ? TryDecode(bytes[..memberBytes]) : null;
    }

    /// <summary>Where the first whole member behind bytes that are none begins; -1 where there is none.</summary>
    /// <param name="bytes">No whole member begins with them.</param>
    /// <param name="isEnd">Whether the object ends with them.</param>
    internal static int FindMember(ReadOnlyMemory<byte> bytes, bool isEnd)
    {
        for (var start = FindHeader(bytes.Span, 1); start >= 0; start = FindHeader(bytes.Span, start + 1))
        {
            try
            {
                if (TryDecodeFirst(bytes[start..], isEnd, out _) is not null)
                    return start;
            }
            catch (InvalidDataException)
            {
                return start; // There is one; that it is too large is told when it is read.
            }
        }

        return -1;
    }

    /// <summary>Exactly one member, decompressed; null for anything else.</summary>
    /// <exception cref="InvalidDataException">It holds more than <see cref="ContentBytesMax"/>.</exception>
    internal static byte[]? TryDecode(ReadOnlyMemory<byte> member)
    {
        // The trailer's length makes a cut member known at once in most cases, and the buffer the right size.
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(member.Span[^4..]);
        if (!IsHeader(member.Span) || expected / 1032 > member.Length)
            return null; // deflate makes nothing more than 1,032 times smaller

        if (expected > ContentBytesMax)
        {
            ThrowIfTooLarge(member);
            return null; // The bytes of a cut one, taken for a trailer.
        }

        // What a log shrinks to is believed at once, and anything more when it is there: bytes that only claim to be so long take no memory.
        var decoded = new byte[Math.Min(expected, (BelievedRatio * member.Length) + FirstBytes)];
        try
        {
            using var stream = new GZipStream(new MemoryBytesStream(member), CompressionMode.Decompress);
            var length = stream.ReadAtLeast(decoded, decoded.Length, throwOnEndOfStream: false);
            while (length == decoded.Length && length < expected)
            {
                Array.Resize(ref decoded, (int)Math.Min(expected, 2L * length));
                length += stream.ReadAtLeast(decoded.AsSpan(length), decoded.Length - length, throwOnEndOfStream: false);
            }

            return length == expected && stream.ReadByte() < 0 ? decoded : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    internal static InvalidDataException TooLarge() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"a gzip member holds more than {ContentBytesMax} bytes, which are not decompressed at once; the sink writes none that large. 'logappend cat' prints it piece by piece"));

    /// <summary>Goes through a member that says so itself, and keeps nothing of it. Where it is cut makes no difference: what comes before is the same.</summary>
    private static void ThrowIfTooLarge(ReadOnlyMemory<byte> member)
    {
        var piece = new byte[FirstBytes];
        var contentBytes = 0L;
        try
        {
            using var stream = new GZipStream(new MemoryBytesStream(member), CompressionMode.Decompress);
            for (var read = stream.Read(piece); read > 0 && contentBytes <= ContentBytesMax; read = stream.Read(piece))
                contentBytes += read;
        }
        catch (InvalidDataException)
        {
            // It was cut, or is damaged.
        }

        if (contentBytes > ContentBytesMax)
            throw TooLarge();
    }
}
