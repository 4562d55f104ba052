using System.Buffers.Binary;
using System.Numerics;

namespace LogAppendSink.Checksums;

/// <summary>
/// CRC-32C (Castagnoli: reflected polynomial 0x82F63B78, initial value and final XOR all ones; the check value of "123456789" is
/// 0xE3069283), with the processor's instruction if available.
/// </summary>
internal static class Crc32C
{
    /// <summary>
    /// Returns the CRC of earlier data with CRC <paramref name="crc"/> followed by <paramref name="data"/>. Start with 0.
    /// </summary>
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

    /// <summary>As above, for eight bytes, lowest first.</summary>
    internal static uint Append(uint crc, ulong data) => ~BitOperations.Crc32C(~crc, data);

    /// <summary>As above, for one byte.</summary>
    internal static uint Append(uint crc, byte data) => ~BitOperations.Crc32C(~crc, data);
}
