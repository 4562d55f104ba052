using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LogAppendSink.Spool;

/// <summary>
/// Computes the mark of a batch: the same at every reading of the batch, and different in other spools. It is a hash, because the secret
/// salt must not be computable from it.
/// </summary>
internal static class BatchMark
{
    /// <param name="salt">The salt of the segment that holds the batch's first record.</param>
    /// <param name="firstSequence">The number of that record.</param>
    internal static uint Of(ulong salt, long firstSequence)
    {
        Span<byte> origin = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(origin, salt);
        BinaryPrimitives.WriteInt64LittleEndian(origin[8..], firstSequence);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(origin, hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}
