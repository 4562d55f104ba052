namespace LogAppendSink.Reading;

/// <summary>A block of consecutive records.</summary>
/// <param name="Bytes">The records, each terminated by a line feed; valid until the next block is requested.</param>
/// <param name="IsTorn">
/// Whether the bytes are the last of an object, or the last before damage, without a line feed: an incomplete record, unless its writer
/// ends records without one.
/// </param>
public readonly record struct RecordBlock(ReadOnlyMemory<byte> Bytes, bool IsTorn)
{
    /// <summary>Enumerates the records, without their line feeds.</summary>
    public RecordEnumerator GetEnumerator() => new(Bytes.Span);
}
