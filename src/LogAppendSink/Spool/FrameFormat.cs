using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogAppendSink.Buffering;
using LogAppendSink.Checksums;

namespace LogAppendSink.Spool;

/// <summary>
/// The bytes of one record in a segment. Frames follow each other from <see cref="SegmentFormat.FirstFrame"/> on, each at a
/// multiple of eight; integers have their lowest byte first.
/// <code>
///  0  u32  commit word: length of the record in bytes (bits 0–27), level (bits 28–31); 0 where no frame is yet
///  4  u32  CRC-32C of record, salt of the segment, sequence number, accepted time and commit word, in this order
///  8  i64  sequence number: counted from 0 over the whole life of the spool
/// 16  i64  accepted time: ticks of 100 ns since 0001-01-01, UTC
/// 24  …    the record, line feed included; then zeros or rests up to a multiple of eight
/// </code>
/// </summary>
/// <remarks>
/// The order of a write: first a zero as the commit word of the frame behind, then everything but the first eight bytes, last
/// these eight in a single store. So a process that dies at any instruction leaves a frame that is wholly there, or a zero where it
/// would begin. The salt is random, new with every use of a segment, and never leaves the spool: neither a logged text nor what
/// remains of a former use can pass for a frame when damage is searched through.
/// </remarks>
internal static class FrameFormat
{
    internal const int HeaderBytes = 24;
    internal const int AlignmentBytes = 8;
    internal const int RecordBytesMax = (1 << LengthBits) - 1;

    private const int LengthBits = 28;

    /// <summary>What a record of so many bytes takes.</summary>
    internal static int FrameBytes(int recordBytes) => (HeaderBytes + recordBytes + AlignmentBytes - 1) & -AlignmentBytes;

    /// <summary>The part of the checksum that needs nothing but the record.</summary>
    internal static uint RecordChecksum(in IncomingRecord record)
    {
        var checksum = Crc32C.Append(0, record.Bytes);
        return record.AddsLineFeed ? Crc32C.Append(checksum, IncomingRecord.LineFeed) : checksum;
    }

    /// <summary>Writes a frame at the beginning of <paramref name="space"/>, which has room for the next commit word too.</summary>
    internal static void Write(Span<byte> space, in IncomingRecord record, uint recordChecksum, ulong salt, long sequence)
    {
        var commitWord = (uint)record.LengthBytes | ((uint)record.Level << LengthBits);
        var checksum = Checksum(recordChecksum, salt, sequence, record.AcceptedAtUtcTicks, commitWord);

        BinaryPrimitives.WriteUInt64LittleEndian(space[FrameBytes(record.LengthBytes)..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(space[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(space[16..], record.AcceptedAtUtcTicks);
        record.CopyTo(space[HeaderBytes..]);

        // The commit: nothing above may be seen after it, by this processor or another.
        var commit = commitWord | ((ulong)checksum << 32);
        Volatile.Write(ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetReference(space)), BitConverter.IsLittleEndian ? commit : BinaryPrimitives.ReverseEndianness(commit));
    }

    /// <summary>No frame begins at the beginning of <paramref name="space"/>.</summary>
    internal static void WriteEnd(Span<byte> space) => BinaryPrimitives.WriteUInt64LittleEndian(space, 0);

    /// <summary>Reads the frame at the beginning of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What is there, from a multiple of eight on.</param>
    /// <param name="salt">The salt of the segment.</param>
    /// <param name="frame">The frame, when it is whole and right; its length alone when it is <see cref="FrameFinding.Incomplete"/>.</param>
    internal static FrameFinding Read(ReadOnlySpan<byte> bytes, ulong salt, out Frame frame)
    {
        frame = default;
        if (bytes.Length < HeaderBytes)
            return bytes.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) == 0 ? FrameFinding.End : FrameFinding.Incomplete;

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) == 0)
            return FrameFinding.End;

        var commitWord = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var lengthBytes = (int)(commitWord & RecordBytesMax);
        frame = new Frame(
            lengthBytes,
            Sequence: BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            AcceptedAtUtcTicks: BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));

        if (lengthBytes == 0 || frame.AcceptedAtUtcTicks < 0 || frame.AcceptedAtUtcTicks > DateTimeOffset.MaxValue.UtcTicks)
            return FrameFinding.Damaged;
        if (bytes.Length < HeaderBytes + lengthBytes)
            return FrameFinding.Incomplete;

        var recordChecksum = Crc32C.Append(0, bytes.Slice(HeaderBytes, lengthBytes));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == Checksum(recordChecksum, salt, frame.Sequence, frame.AcceptedAtUtcTicks, commitWord)
            ? FrameFinding.Whole
            : FrameFinding.Damaged;
    }

    /// <summary>
    /// Searches for the first whole frame of a number from <paramref name="sequenceMin"/> on.
    /// </summary>
    /// <returns>Where it begins; -1 when there is none.</returns>
    internal static int Find(ReadOnlySpan<byte> bytes, ulong salt, long sequenceMin, out Frame frame)
    {
        // No more frames than fit can lie in between: nearly every chance hit is told by its number, without a checksum.
        var sequenceMax = sequenceMin + (bytes.Length / HeaderBytes);
        for (var start = 0; start + HeaderBytes < bytes.Length; start += AlignmentBytes)
        {
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[(start + 8)..]);
            if (sequence >= sequenceMin && sequence <= sequenceMax && Read(bytes[start..], salt, out frame) == FrameFinding.Whole)
                return start;
        }

        frame = default;
        return -1;
    }

    private static uint Checksum(uint recordChecksum, ulong salt, long sequence, long acceptedAtUtcTicks, uint commitWord)
    {
        var checksum = Crc32C.Append(recordChecksum, salt);
        checksum = Crc32C.Append(checksum, (ulong)sequence);
        checksum = Crc32C.Append(checksum, (ulong)acceptedAtUtcTicks);
        return Crc32C.Append(checksum, commitWord);
    }
}
