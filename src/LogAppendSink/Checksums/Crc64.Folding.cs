using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using Pclmulqdq = System.Runtime.Intrinsics.X86.Pclmulqdq;

namespace LogAppendSink.Checksums;

// Uses carry-less multiplication (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009). It
// is several times as fast as the tables, and the checksum is the largest single cost of delivering a batch.
internal static partial class Crc64
{
    private const int BlockBytes = 16;
    private const int LaneCount = 4;
    private const int StrideBytes = LaneCount * BlockBytes;

    // For shorter data, setup and reduction cost more than the tables.
    private const int FoldedBytesMin = 2 * StrideBytes;

    /// <summary>Returns the state after the whole blocks; <paramref name="rest"/> must still be processed with the tables.</summary>
    private static ulong Fold(ulong state, ReadOnlySpan<byte> data, out ReadOnlySpan<byte> rest)
    {
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        rest = data[(blocks.Length * BlockBytes)..];

        var lane0 = blocks[0] ^ Vector128.Create(state, 0);
        var (lane1, lane2, lane3) = (blocks[1], blocks[2], blocks[3]);
        var byStride = Folding.ByStride;
        var next = LaneCount;
        for (; next + LaneCount <= blocks.Length; next += LaneCount)
        {
            lane0 = Shift(lane0, byStride) ^ blocks[next];
            lane1 = Shift(lane1, byStride) ^ blocks[next + 1];
            lane2 = Shift(lane2, byStride) ^ blocks[next + 2];
            lane3 = Shift(lane3, byStride) ^ blocks[next + 3];
        }

        var byBlock = Folding.ByBlock;
        var folded = Shift(Shift(Shift(lane0, byBlock) ^ lane1, byBlock) ^ lane2, byBlock) ^ lane3;
        for (; next < blocks.Length; next++)
            folded = Shift(folded, byBlock) ^ blocks[next];

        // These 16 bytes are congruent to all of the data.
        return Slice(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in folded)));
    }

    /// <summary>
    /// Multiplies a block by a power of x, modulo the polynomial. The first half holds the higher powers; each half has its own factor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Shift(Vector128<ulong> block, Vector128<ulong> factors) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(block, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, factors, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(block.GetLower(), factors.GetLower())
            ^ ArmAes.PolynomialMultiplyWideningUpper(block, factors);

    /// <summary>A nested class, initialized on first use: it depends on the tables.</summary>
    private static class Folding
    {
        internal static readonly Vector128<ulong> ByStride = ShiftBy(StrideBytes * 8);
        internal static readonly Vector128<ulong> ByBlock = ShiftBy(BlockBytes * 8);

        /// <summary>
        /// Whether the processor supports the instruction and its results match the tables. The check makes an untested processor a
        /// question of speed only: with a wrong checksum, every append would look like another writer's.
        /// </summary>
        internal static readonly bool IsUsable = (Pclmulqdq.IsSupported || ArmAes.IsSupported)
            && BitConverter.IsLittleEndian
            && FoldsRightly();

        // The product of two reflected numbers is shifted by one bit, hence the exponents minus one.
        private static Vector128<ulong> ShiftBy(int bits) => Vector128.Create(PowerOfX(64 + bits - 1), PowerOfX(bits - 1));

        private static ulong PowerOfX(int exponent)
        {
            const ulong x = 1UL << 62;
            var power = 1UL << 63; // x^0
            for (var step = 0; step < exponent; step++)
                power = Multiply(power, x);
            return power;
        }

        [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Test data for a self-check.")]
        private static bool FoldsRightly()
        {
            var data = new byte[(3 * StrideBytes) + (2 * BlockBytes) + 5];
            new Random(64).NextBytes(data);
            var folded = Fold(~0UL, data, out var rest);
            return Slice(folded, rest) == Slice(~0UL, data);
        }
    }
}
