using System.Buffers;

namespace LogAppendSink.Appending;

/// <summary>The bytes of one append, the same for every try.</summary>
/// <param name="Bytes">The bytes; they stay unchanged until the append is acknowledged or dropped.</param>
/// <param name="Crc64">Their own CRC-64/XZ, from 0.</param>
internal sealed record AppendBody(ReadOnlySequence<byte> Bytes, ulong Crc64)
{
    private UInt128? _md5;

    internal long LengthBytes { get; } = Bytes.Length;

    /// <summary>Their MD5, highest byte first, for stores that speak of it: computed when it is first asked for.</summary>
    internal UInt128 Md5 => _md5 ??= Checksums.Md5.Of(Bytes);

    /// <summary>The records in it.</summary>
    internal RecordRange Records { get; init; }

    internal static AppendBody Of(ReadOnlySequence<byte> bytes) => new(bytes, Crc64: Checksums.Crc64.Append(0, bytes));
}
