using System.Buffers.Binary;
using LogAppendSink.Emulator.Checksums;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// The end of an object on disk, rewritten by every append at the same small cost whatever the object's size.
/// </summary>
/// <remarks>
/// Two slots of 40 bytes, written alternately, little-endian:
/// <code>
/// 0  sequence        8
/// 8  length          8   bytes of the data file that count; what is beyond was never acknowledged
/// 16 crc64           8   of those bytes
/// 24 last modified   8   Unix milliseconds
/// 32 checksum        8   CRC-64 of the 32 bytes before it
/// </code>
/// The valid slot with the higher sequence counts. A process killed while writing one slot leaves the other one valid,
/// and had not yet responded to the append it was writing.
/// </remarks>
internal static class EndFile
{
    private const int SlotBytes = 40;
    private const int ChecksumOffset = 32;

    public static void Write(string path, ObjectEnd end)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        BinaryPrimitives.WriteInt64LittleEndian(slot, end.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot[8..], end.LengthBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[16..], end.Crc64);
        BinaryPrimitives.WriteInt64LittleEndian(slot[24..], end.LastModified.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(slot[ChecksumOffset..], Crc64.Append(0, slot[..ChecksumOffset]));

        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, slot, end.Sequence % 2 * SlotBytes);
    }

    /// <returns>False if no slot is valid: the object was never completed.</returns>
    public static bool TryRead(string path, out ObjectEnd end)
    {
        end = default;

        if (!File.Exists(path))
            return false;

        var bytes = File.ReadAllBytes(path);

        for (var offset = 0; offset + SlotBytes <= bytes.Length; offset += SlotBytes)
        {
            var slot = bytes.AsSpan(offset, SlotBytes);
            var sequence = BinaryPrimitives.ReadInt64LittleEndian(slot);

            var isWhole = BinaryPrimitives.ReadUInt64LittleEndian(slot[ChecksumOffset..]) == Crc64.Append(0, slot[..ChecksumOffset]);

            if (!isWhole || sequence <= end.Sequence)
                continue;

            end = new ObjectEnd(
                sequence,
                BinaryPrimitives.ReadInt64LittleEndian(slot[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(slot[16..]),
                DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(slot[24..])));
        }

        return end.Sequence > 0;
    }
}
