using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LogAppendSink.Spool;

/// <summary>
/// The mark of a batch from a spool: the same whenever the batch is read, and another one in every other spool. The salt never leaves the
/// spool, so the mark is a hash from which it cannot be computed.
/// </summary>
internal static class BatchMark
{
    /// <param name="salt">The salt of the segment that holds the batch's first record.</param>
    /// <param name="firstSequence">The number of that record.</param>
    internal static uint Of(ulong salt, long firstSequence)
    {
        Span<byte> place = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(place, salt);
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], firstSequence);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(place, hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}
