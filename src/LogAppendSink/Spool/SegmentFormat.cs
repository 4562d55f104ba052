using System.Buffers.Binary;
using LogAppendSink.Checksums;

namespace LogAppendSink.Spool;

/// <summary>
/// The format of a segment, a file of fixed size: a page with the header, the frames, and a page with a copy of the header. So no single
/// damaged page loses the frames. Integers are little-endian.
/// <code>
///  0  u64  "LASPOOL\n"
///  8  u32  version of the format, of segments and frames: 1
/// 12  u32  0
/// 16  u64  salt
/// 24  i64  number of the first record; -1 for a spare segment
/// 32  i64  bytes of all records before it
/// 40  i64  generation of the checkpoint when its use began
/// 48  u32  CRC-32C of the bytes above
/// </code>
/// </summary>
/// <remarks>The copy is written first. If the header at the beginning is intact, it is used.</remarks>
internal static class SegmentFormat
{
    internal const int PageBytes = 4096;
    internal const int FirstFrame = PageBytes;
    internal const uint Version = 1;

    /// <summary>The largest segment, with room for an event of 64 MiB. Bytes of a longer file after this are ignored.</summary>
    internal const long SegmentBytesMax = 128L * 1024 * 1024;

    internal const ulong Magic = 0x0A4C4F4F5053414C;

    private const int HeaderBytes = 52;
    private const int ChecksumAt = 48;

    /// <summary>The limit of the frames.</summary>
    internal static long FramesEnd(long segmentBytes) => segmentBytes - PageBytes;

    /// <summary>The smallest segment with room for a frame of the largest record and for the next commit word.</summary>
    internal static long SegmentBytesFor(int recordBytes) =>
        (FirstFrame + (long)FrameFormat.FrameBytes(recordBytes) + sizeof(ulong) + PageBytes + PageBytes - 1) / PageBytes * PageBytes;

    /// <summary>Writes both headers and removes all frames.</summary>
    internal static void Write(Span<byte> segment, in SegmentHeader header)
    {
        FrameFormat.WriteEnd(segment[FirstFrame..]);
        WriteHeader(segment[^PageBytes..], header);
        WriteHeader(segment, header);
    }

    /// <summary>Reads a header.</summary>
    /// <returns>False if it is missing or damaged.</returns>
    /// <exception cref="SpoolFormatException">The segment has a later format version.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> page, string path, out SegmentHeader header)
    {
        header = default;
        if (page.Length < HeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(page) != Magic)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumAt..]) != Crc32C.Append(0, page[..ChecksumAt]))
            return false;

        // After the checksum, so that a bit flip is not mistaken for a later version. Later versions must keep this layout up to here.
        SpoolFormatException.ThrowIfNewer(BinaryPrimitives.ReadUInt32LittleEndian(page[8..]), Version, path);
        header = new SegmentHeader(
            Salt: BinaryPrimitives.ReadUInt64LittleEndian(page[16..]),
            FirstSequence: BinaryPrimitives.ReadInt64LittleEndian(page[24..]),
            FirstRecordByte: BinaryPrimitives.ReadInt64LittleEndian(page[32..]),
            CheckpointGeneration: BinaryPrimitives.ReadInt64LittleEndian(page[40..]));
        return true;
    }

    private static void WriteHeader(Span<byte> page, in SegmentHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(page, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(page[16..], header.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(page[24..], header.FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(page[32..], header.FirstRecordByte);
        BinaryPrimitives.WriteInt64LittleEndian(page[40..], header.CheckpointGeneration);
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumAt..], Crc32C.Append(0, page[..ChecksumAt]));
    }
}
