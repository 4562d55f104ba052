using System.Buffers;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Rgw;

namespace LogAppendSink.TestSupport.Stores;

/// <summary>One object of a <see cref="MemoryCloud"/>.</summary>
internal sealed class StoredObject
{
    private byte[] _bytes = [];
    private ObjectEnd _crc64Before;
    private ObjectEnd _chainBefore;

    internal int LengthBytes { get; private set; }

    /// <summary>The number of bytes that no pipeline wrote.</summary>
    internal int ForeignBytes { get; set; }

    internal ulong Crc64 { get; private set; }

    /// <summary>The ETag in Ceph: a chain of MD5s over the appends.</summary>
    internal ContentChecksum Chain { get; private set; } = ETagChain.OfAbsent;

    internal bool IsAppendObject { get; set; } = true;

    /// <summary>The append that occupies the object's end; the object itself if it is occupied indefinitely.</summary>
    internal object? OccupiedBy { get; set; }

    internal bool IsSealed { get; set; }

    /// <summary>Whether the object refuses appends as if sealed, but HEAD does not show it.</summary>
    internal bool IsImmutable { get; set; }

    internal bool TakesAppends => IsAppendObject && !IsSealed && !IsImmutable;

    internal ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, LengthBytes);

    /// <summary>The end before the last append.</summary>
    internal ObjectEnd EndBefore(bool isCeph) => isCeph ? _chainBefore : _crc64Before;

    /// <summary>Clears that end, so that no cache can return it.</summary>
    internal void ForgetEndBefore() => (_crc64Before, _chainBefore) = (new ObjectEnd(LengthBytes, ContentChecksum.Of(Crc64)), new ObjectEnd(LengthBytes, Chain));

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
            (_crc64Before, _chainBefore) = (new ObjectEnd(LengthBytes, ContentChecksum.Of(Crc64)), new ObjectEnd(LengthBytes, Chain));
        if (_bytes.Length < LengthBytes + bytes.Length)
            Array.Resize(ref _bytes, Math.Max(LengthBytes + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(LengthBytes));
        LengthBytes += bytes.Length;
        Crc64 = Checksums.Crc64.Append(Crc64, bytes);
        Chain = ETagChain.Advance(Chain, AppendBody.Of(new ReadOnlySequence<byte>(bytes.ToArray())));
    }
}
