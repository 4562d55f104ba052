using System.Buffers.Binary;

namespace LogAppendSink.Checksums;

/// <summary>
/// CRC-32 as in gzip (RFC 1952, section 8: reflected polynomial 0xEDB88320, initial value and final XOR all ones; the check value of
/// "123456789" is 0xCBF43926), eight bytes per step.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;
    private const int ByteValues = 256;

    private static readonly uint[] Table = CreateTable();

    /// <summary>
    /// Returns the CRC of earlier data with CRC <paramref name="crc"/> followed by <paramref name="data"/>. Start with 0.
    /// </summary>
    internal static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> table = Table;
        var state = ~crc;
        while (data.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = table[(7 * ByteValues) + (byte)low] ^ table[(6 * ByteValues) + (byte)(low >> 8)]
                ^ table[(5 * ByteValues) + (byte)(low >> 16)] ^ table[(4 * ByteValues) + (byte)(low >> 24)]
                ^ table[(3 * ByteValues) + (byte)high] ^ table[(2 * ByteValues) + (byte)(high >> 8)]
                ^ table[ByteValues + (byte)(high >> 16)] ^ table[(byte)(high >> 24)];
            data = data[Slices..];
        }

        foreach (var value in data)
            state = table[(byte)(state ^ value)] ^ (state >> 8);
        return ~state;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[Slices * ByteValues];
        for (var value = 0u; value < ByteValues; value++)
        {
            var entry = value;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) != 0 ? (entry >> 1) ^ Polynomial : entry >> 1;
            table[value] = entry;
        }

        for (var i = ByteValues; i < table.Length; i++)
            table[i] = table[(byte)table[i - ByteValues]] ^ (table[i - ByteValues] >> 8);
        return table;
    }
}
