namespace LogAppendSink.TestSupport.Stores;

/// <summary>One object of a <see cref="MemoryCloud"/>.</summary>
internal sealed class StoredObject
{
    private byte[] _bytes = [];

    internal int LengthBytes { get; private set; }

    /// <summary>How many of them no pipeline wrote.</summary>
    internal int ForeignBytes { get; set; }

    internal ulong Crc64 { get; private set; }

    internal bool IsAppendObject { get; init; } = true;

    internal bool IsSealed { get; set; }

    /// <summary>As sealed, but no head shows it.</summary>
    internal bool IsImmutable { get; set; }

    internal bool TakesAppends => IsAppendObject && !IsSealed && !IsImmutable;

    internal ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, LengthBytes);

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length < LengthBytes + bytes.Length)
            Array.Resize(ref _bytes, Math.Max(LengthBytes + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(LengthBytes));
        LengthBytes += bytes.Length;
        Crc64 = Checksums.Crc64.Append(Crc64, bytes);
    }
}
