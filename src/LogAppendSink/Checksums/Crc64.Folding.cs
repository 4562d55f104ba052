using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using Pclmulqdq = System.Runtime.Intrinsics.X86.Pclmulqdq;

namespace LogAppendSink.Checksums;

// By carry-less multiplication (Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel
// 2009): several times as fast as the tables, and a batch's checksum is the largest single cost of its delivery.
internal static partial class Crc64
{
    private const int BlockBytes = 16;
    private const int LaneCount = 4;
    private const int StrideBytes = LaneCount * BlockBytes;

    // Below, setting up and reducing cost more than the tables.
    private const int FoldedBytesMin = 2 * StrideBytes;

    /// <summary>The state after the whole blocks of the data; <paramref name="rest"/> is what remains for the tables.</summary>
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

        // What is congruent to all of the data is 16 bytes long now.
        return Slice(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in folded)));
    }

    /// <summary>A block times a power of x, modulo the polynomial: its first half, which stands for the higher powers, times the one factor, its second half times the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Shift(Vector128<ulong> block, Vector128<ulong> factors) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(block, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, factors, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(block.GetLower(), factors.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(block, factors);

    /// <summary>Apart, and made at the first use: the tables they are made with must be there.</summary>
    private static class Folding
    {
        internal static readonly Vector128<ulong> ByStride = ShiftBy(StrideBytes * 8);
        internal static readonly Vector128<ulong> ByBlock = ShiftBy(BlockBytes * 8);

        /// <summary>
        /// Whether the processor multiplies so, and does it as the tables say. The one check makes an instruction that nobody has tried us on
        /// a question of speed only: with a wrong checksum every append would be taken for another's.
        /// </summary>
        internal static readonly bool IsUsable = (Pclmulqdq.IsSupported || ArmAes.IsSupported) && BitConverter.IsLittleEndian && FoldsRightly();

        // The product of two reflected numbers comes out shifted by one, hence the powers less one.
        private static Vector128<ulong> ShiftBy(int bits) => Vector128.Create(PowerOfX(64 + bits - 1), PowerOfX(bits - 1));

        private static ulong PowerOfX(int exponent)
        {
            const ulong x = 1UL << 62;
            var power = 1UL << 63; // x^0
            for (var step = 0; step < exponent; step++)
                power = Multiply(power, x);
            return power;
        }

        [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Data to check an instruction with.")]
        private static bool FoldsRightly()
        {
            var data = new byte[(3 * StrideBytes) + (2 * BlockBytes) + 5];
            new Random(64).NextBytes(data);
            var folded = Fold(~0UL, data, out var rest);
            return Slice(folded, rest) == Slice(~0UL, data);
        }
    }
}
