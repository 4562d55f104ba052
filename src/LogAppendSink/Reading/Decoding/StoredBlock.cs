namespace LogAppendSink.Reading.Decoding;

/// <summary>Whole records that follow each other, or damage between records.</summary>
/// <param name="Bytes">The records, each ended by a line feed; valid until the next block is requested. Empty where it is damage.</param>
/// <param name="Position">Of text the first byte in the object; of a member's records the member.</param>
internal readonly record struct StoredBlock(ReadOnlyMemory<byte> Bytes, long Position)
{
    /// <summary>Which line of its member the first record is, from 0; null where the records are stored as they are.</summary>
    internal int? FirstIndex { get; init; }

    /// <summary>Whether it is one record that no line feed ends: the last before damage, of a member, or of the object.</summary>
    internal bool IsTorn { get; init; }

    /// <summary>Whether a whole member ends with it.</summary>
    internal bool IsMemberEnd { get; init; }

    /// <summary>Whether it is the beginning of a record whose rest is missing.</summary>
    internal bool IsFragment => IsTorn && !IsMemberEnd && !RecordProbe.IsObject(Bytes.Span);

    /// <summary>Whether it is the last record of a plain object, which no line feed ends. Where the object is at rest, it is whole.</summary>
    /// <param name="lengthBytes">The length of the object.</param>
    internal bool IsLastRecord(long lengthBytes) => IsTorn && FirstIndex is null && Position + Bytes.Length == lengthBytes;

    /// <summary>The damage; null where these are records.</summary>
    internal StoredDamage? Damage { get; init; }
}
