using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LogAppendSink.Checksums;

/// <summary>MD5 as a big-endian number. It is not secure; the S3 protocol uses it for content checks.</summary>
internal static class Md5
{
    private const int Bytes = MD5.HashSizeInBytes;

    // About 20 µs of work. A whole batch takes milliseconds, during which a thread of the application, or a store on the same machine,
    // would wait for this one on a machine with few processors.
    private const int PieceBytes = 16 * 1024;

#pragma warning disable CA5351 // Not used for security: the S3 protocol requires it.
    internal static UInt128 Of(ReadOnlySequence<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var stretch in bytes)
        {
            for (var rest = stretch.Span; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
            {
                hash.AppendData(rest[..Math.Min(PieceBytes, rest.Length)]);
                Thread.Yield();
            }
        }

        Span<byte> digest = stackalloc byte[Bytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>Returns the MD5 of two concatenated MD5 hashes.</summary>
    internal static UInt128 OfPair(UInt128 first, UInt128 second)
    {
        Span<byte> pair = stackalloc byte[2 * Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(pair, first);
        BinaryPrimitives.WriteUInt128BigEndian(pair[Bytes..], second);
        Span<byte> digest = stackalloc byte[Bytes];
        MD5.HashData(pair, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
#pragma warning restore CA5351

    internal static string ToBase64(UInt128 digest)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        return Convert.ToBase64String(bytes);
    }
}
