using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The bytes of one append. Each attempt sends the same bytes.</summary>
/// <param name="Bytes">The bytes; they stay unchanged until the append is acknowledged or dropped.</param>
/// <param name="Crc64">The CRC-64/XZ of these bytes alone.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record AppendBody(ReadOnlySequence<byte> Bytes, ulong Crc64)
{
    private UInt128? _md5;

    /// <summary>The length of the body, in bytes.</summary>
    public long LengthBytes { get; } = Bytes.Length;

    /// <summary>The MD5 of the bytes, highest byte first. Computed on first use, because only some stores need it.</summary>
    public UInt128 Md5 => _md5 ??= Checksums.Md5.Of(Bytes);

    /// <summary>The records in the body, for the append writer; stores ignore them.</summary>
    internal RecordRange Records { get; init; }

    internal static AppendBody Of(ReadOnlySequence<byte> bytes) => new(bytes, Crc64: Checksums.Crc64.Append(0, bytes));
}
