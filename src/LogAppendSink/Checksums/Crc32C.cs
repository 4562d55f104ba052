using System.Buffers.Binary;
using System.Numerics;

namespace LogAppendSink.Checksums;

/// <summary>
/// CRC-32C (Castagnoli: reflected polynomial 0x82F63B78, all ones in and out; the check value of "123456789" is 0xE3069283),
/// by the processor's own instruction where it has one.
/// </summary>
internal static class Crc32C
{
    /// <summary>The CRC of what <paramref name="crc"/> is the CRC of, followed by <paramref name="data"/>. Begin with 0.</summary>
    internal static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        while (data.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
            state = BitOperations.Crc32C(state, value);
        return ~state;
    }

    /// <summary>As above, for eight bytes, the lowest first.</summary>
    internal static uint Append(uint crc, ulong data) => ~BitOperations.Crc32C(~crc, data);

    /// <summary>As above, for one byte.</summary>
    internal static uint Append(uint crc, byte data) => ~BitOperations.Crc32C(~crc, data);
}
