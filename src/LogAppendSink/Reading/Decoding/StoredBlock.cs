namespace LogAppendSink.Reading.Decoding;

/// <summary>Consecutive whole records, or damage between records.</summary>
/// <param name="Bytes">The records, each terminated by a line feed; valid until the next block is requested. Empty for damage.</param>
/// <param name="Position">The position of the first byte; for compressed records, of their gzip member.</param>
internal readonly record struct StoredBlock(ReadOnlyMemory<byte> Bytes, long Position)
{
    /// <summary>The zero-based line of the first record in its member; null for uncompressed records.</summary>
    internal int? FirstIndex { get; init; }

    /// <summary>Whether the block is a single record without a line feed: the last before damage, of a member, or of the object.</summary>
    internal bool IsTorn { get; init; }

    /// <summary>Whether the block ends a whole member.</summary>
    internal bool IsMemberEnd { get; init; }

    /// <summary>Whether the block is the start of a record whose rest is missing.</summary>
    internal bool IsFragment => IsTorn && !IsMemberEnd && !RecordProbe.IsObject(Bytes.Span);

    /// <summary>Whether the block is the unterminated last record of a plain object. It is whole once the object is at rest.</summary>
    /// <param name="lengthBytes">The length of the object, in bytes.</param>
    internal bool IsLastRecord(long lengthBytes) => IsTorn && FirstIndex is null && Position + Bytes.Length == lengthBytes;

    /// <summary>The damage; null for records.</summary>
    internal StoredDamage? Damage { get; init; }
}
