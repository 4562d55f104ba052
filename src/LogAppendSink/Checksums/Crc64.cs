using System.Buffers;
using System.Buffers.Binary;

namespace LogAppendSink.Checksums;

/// <summary>
/// CRC-64/XZ: reflected polynomial 0xC96C5795D7870F42, all ones in and out; the check value of "123456789" is
/// 0x995DC9BBDF1939FA. OSS returns it for whole objects as <c>x-oss-hash-crc64ecma</c>.
/// </summary>
/// <remarks>System.IO.Hashing has the non-reflected CRC-64, which is different.</remarks>
internal static partial class Crc64
{
    private const ulong Polynomial = 0xC96C5795D7870F42;
    private const int Slices = 8;

    private static readonly ulong[] Tables = BuildTables();

    /// <summary>x^(8·2^n) modulo the polynomial, for n = 0…63: the factor that appends 2^n zero bytes to a CRC.</summary>
    private static readonly ulong[] ByteShifts = BuildByteShifts();

    /// <summary>
    /// Returns the CRC of earlier data with CRC <paramref name="crc"/> followed by <paramref name="data"/>. Start with 0.
    /// </summary>
    internal static ulong Append(ulong crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;
        if (data.Length >= FoldedBytesMin && Folding.IsUsable)
            state = Fold(state, data, out data);
        return ~Slice(state, data);
    }

    /// <summary>As above, for a sequence.</summary>
    internal static ulong Append(ulong crc, in ReadOnlySequence<byte> data)
    {
        foreach (var segment in data)
            crc = Append(crc, segment.Span);
        return crc;
    }

    /// <summary>Returns the state after the data, computed with tables, eight bytes per step.</summary>
    private static ulong Slice(ulong state, ReadOnlySpan<byte> data)
    {
        var tables = Tables;
        while (data.Length >= Slices)
        {
            state ^= BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = tables[(7 * 256) + (int)(state & 0xFF)]
                ^ tables[(6 * 256) + (int)((state >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((state >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)((state >> 24) & 0xFF)]
                ^ tables[(3 * 256) + (int)((state >> 32) & 0xFF)]
                ^ tables[(2 * 256) + (int)((state >> 40) & 0xFF)]
                ^ tables[(1 * 256) + (int)((state >> 48) & 0xFF)]
                ^ tables[(int)(state >> 56)];
            data = data[Slices..];
        }

        foreach (var value in data)
            state = tables[(int)((state ^ value) & 0xFF)] ^ (state >> 8);
        return state;
    }

    /// <summary>
    /// Returns the CRC of A followed by B, from their CRCs and the length of B. The all-ones constants cancel out, so it is
    /// crc(A)·x^(8·|B|) xor crc(B), in logarithmic time.
    /// </summary>
    internal static ulong Combine(ulong first, ulong second, long secondLengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(secondLengthBytes);

        var shifted = first;
        for (var bit = 0; secondLengthBytes != 0; bit++, secondLengthBytes >>= 1)
        {
            if ((secondLengthBytes & 1) != 0)
                shifted = Multiply(shifted, ByteShifts[bit]);
        }

        return shifted ^ second;
    }

    /// <summary>Returns the product modulo the polynomial. In reflected form, bit 63 is x^0.</summary>
    private static ulong Multiply(ulong a, ulong b)
    {
        var product = 0UL;
        for (var mask = 1UL << 63; mask != 0; mask >>= 1)
        {
            if ((a & mask) != 0)
                product ^= b;
            b = (b >> 1) ^ ((b & 1) != 0 ? Polynomial : 0);
        }

        return product;
    }

    private static ulong[] BuildTables()
    {
        var tables = new ulong[Slices * 256];
        for (var value = 0; value < 256; value++)
        {
            var crc = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? Polynomial : 0);
            tables[value] = crc;
        }

        for (var index = 256; index < tables.Length; index++)
        {
            var previous = tables[index - 256];
            tables[index] = tables[(int)(previous & 0xFF)] ^ (previous >> 8);
        }

        return tables;
    }

    private static ulong[] BuildByteShifts()
    {
        var shifts = new ulong[64];
        shifts[0] = 1UL << (63 - 8); // x^8
        for (var n = 1; n < shifts.Length; n++)
            shifts[n] = Multiply(shifts[n - 1], shifts[n - 1]);
        return shifts;
    }
}
