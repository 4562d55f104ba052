namespace LogAppendSink.Emulator.Checksums;

/// <summary>
/// CRC-64/XZ, the checksum OSS reports in <c>x-oss-hash-crc64ecma</c>: the reflected form of the ECMA-182 polynomial,
/// initial value and final xor all ones. <c>Append(Append(0, a), b)</c> is the checksum of a followed by b.
/// </summary>
/// <remarks>
/// Deliberately shares no code with the client: the two implementations check each other. Check value:
/// <c>123456789</c> gives 0x995DC9BBDF1939FA.
/// </remarks>
internal static class Crc64
{
    private const ulong ReflectedPolynomial = 0xC96C5795D7870F42;

    // In the reflected form bit 63 is x^0, so x^8 is eight bits below it.
    private const ulong One = 1UL << 63;
    private const ulong XToTheEighth = 1UL << 55;

    private static readonly ulong[][] Tables = BuildTables();

    /// <summary>
    /// The checksum of everything <paramref name="crc"/> covers, followed by <paramref name="data"/>. The empty checksum is 0.
    /// </summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> data)
    {
        var state = ~crc;

        // Eight bytes per step: the table of each byte already includes the shift by the bytes after it.
        while (data.Length >= 8)
        {
            state ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = Tables[7][(byte)state]
                ^ Tables[6][(byte)(state >> 8)]
                ^ Tables[5][(byte)(state >> 16)]
                ^ Tables[4][(byte)(state >> 24)]
                ^ Tables[3][(byte)(state >> 32)]
                ^ Tables[2][(byte)(state >> 40)]
                ^ Tables[1][(byte)(state >> 48)]
                ^ Tables[0][(byte)(state >> 56)];
            data = data[8..];
        }

        foreach (var b in data)
            state = Tables[0][(byte)state ^ b] ^ (state >> 8);

        return ~state;
    }

    /// <summary>
    /// The checksum of two byte strings joined, from their own checksums and the length of the second; the bytes themselves
    /// are not needed, so that an append costs the same whatever the size of the object.
    /// </summary>
    public static ulong Combine(ulong first, ulong second, long secondLengthBytes)
    {
        // crc(A‖B) = crc(A)·x^(8|B|) mod P  xor  crc(B); the initial value and the final xor cancel out.
        var shift = One;
        var power = XToTheEighth;

        for (var remaining = secondLengthBytes; remaining > 0; remaining >>= 1)
        {
            if ((remaining & 1) != 0)
                shift = Multiply(shift, power);

            power = Multiply(power, power);
        }

        return Multiply(first, shift) ^ second;
    }

    private static ulong Multiply(ulong left, ulong right)
    {
        var product = 0UL;

        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
                product ^= right;

            right = TimesX(right);
        }

        return product;
    }

    private static ulong TimesX(ulong value) => (value & 1) != 0 ? (value >> 1) ^ ReflectedPolynomial : value >> 1;

    private static ulong[][] BuildTables()
    {
        var tables = new ulong[8][];

        for (var table = 0; table < tables.Length; table++)
            tables[table] = new ulong[256];

        for (var value = 0; value < 256; value++)
        {
            var state = (ulong)value;

            for (var bit = 0; bit < 8; bit++)
                state = TimesX(state);

            tables[0][value] = state;
        }

        for (var table = 1; table < tables.Length; table++)
        {
            for (var value = 0; value < 256; value++)
            {
                var previous = tables[table - 1][value];
                tables[table][value] = tables[0][(byte)previous] ^ (previous >> 8);
            }
        }

        return tables;
    }
}
