using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogAppendSink.Buffering;
using LogAppendSink.Checksums;

namespace LogAppendSink.Spool;

/// <summary>
/// The format of a frame, which holds one record in a segment. Frames are contiguous from <see cref="SegmentFormat.FirstFrame"/>, each at
/// a multiple of eight. Integers are little-endian.
/// <code>
///  0  u32  commit word: length of the record in bytes (bits 0–27), level (bits 28–31); 0 after the last frame
///  4  u32  CRC-32C of record, salt of the segment, sequence number, accepted time and commit word, in this order
///  8  i64  sequence number: counted from 0 over the lifetime of the spool
/// 16  i64  accepted time: ticks of 100 ns since 0001-01-01, UTC
/// 24  …    the record, line feed included; then undefined bytes up to a multiple of eight
/// </code>
/// </summary>
/// <remarks>
/// A frame is written in this order: zero as the commit word of the next frame, then everything but the first eight bytes, last these
/// eight in a single store. So a process that dies at any instruction leaves a whole frame or a zero commit word. The salt is random, new
/// with each use of a segment, and secret. So neither logged text nor bytes of a previous use can be mistaken for a frame.
/// </remarks>
internal static class FrameFormat
{
    internal const int HeaderBytes = 24;
    internal const int AlignmentBytes = 8;
    internal const int RecordBytesMax = (1 << LengthBits) - 1;

    private const int LengthBits = 28;

    /// <summary>The length of the frame of a record.</summary>
    internal static int FrameBytes(int recordBytes) => (HeaderBytes + recordBytes + AlignmentBytes - 1) & -AlignmentBytes;

    /// <summary>The part of the checksum that depends only on the record.</summary>
    internal static uint RecordChecksum(in IncomingRecord record)
    {
        var checksum = Crc32C.Append(0, record.Bytes);
        return record.AddsLineFeed ? Crc32C.Append(checksum, IncomingRecord.LineFeed) : checksum;
    }

    /// <summary>Writes a frame at the beginning of <paramref name="space"/>, which must have room for the next commit word too.</summary>
    internal static void Write(Span<byte> space, in IncomingRecord record, uint recordChecksum, ulong salt, long sequence)
    {
        var commitWord = (uint)record.LengthBytes | ((uint)record.Level << LengthBits);
        var checksum = Checksum(recordChecksum, salt, sequence, record.AcceptedAtUtcTicks, commitWord);

        BinaryPrimitives.WriteUInt64LittleEndian(space[FrameBytes(record.LengthBytes)..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(space[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(space[16..], record.AcceptedAtUtcTicks);
        record.CopyTo(space[HeaderBytes..]);

        // The commit must become visible last, on every processor.
        var commit = commitWord | ((ulong)checksum << 32);
        Volatile.Write(
            ref Unsafe.As<byte, ulong>(ref MemoryMarshal.GetReference(space)),
            BitConverter.IsLittleEndian ? commit : BinaryPrimitives.ReverseEndianness(commit));
    }

    /// <summary>Marks the beginning of <paramref name="space"/> as the end of the frames.</summary>
    internal static void WriteEnd(Span<byte> space) => BinaryPrimitives.WriteUInt64LittleEndian(space, 0);

    /// <summary>Reads the frame at the beginning of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes from the beginning of the frame.</param>
    /// <param name="salt">The salt of the segment.</param>
    /// <param name="frame">The frame if it is whole. Only its length is valid if it is <see cref="FrameFinding.Incomplete"/>.</param>
    internal static FrameFinding Read(ReadOnlySpan<byte> bytes, ulong salt, out Frame frame)
    {
        frame = default;
        if (bytes.Length < HeaderBytes)
        {
            return bytes.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) == 0
                ? FrameFinding.End
                : FrameFinding.Incomplete;
        }


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
        var checksum = Checksum(recordChecksum, salt, frame.Sequence, frame.AcceptedAtUtcTicks, commitWord);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == checksum
            ? FrameFinding.Whole
            : FrameFinding.Damaged;
    }

    /// <summary>Searches for the first whole frame whose number is at least <paramref name="sequenceMin"/>.</summary>
    /// <returns>Its position; -1 if no frame was found.</returns>
    internal static int Find(ReadOnlySpan<byte> bytes, ulong salt, long sequenceMin, out Frame frame)
    {
        // The numbers are limited by the frames that fit. This check rejects nearly all positions without computing a checksum.
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
