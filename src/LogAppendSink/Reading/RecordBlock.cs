namespace LogAppendSink.Reading;

/// <summary>A block of consecutive records.</summary>
/// <param name="Bytes">The records, each terminated by a line feed; valid until the next block is requested.</param>
/// <param name="IsTorn">
/// Whether the last record has no line feed and is at the end of the object or before damage. It is then incomplete, unless its writer
/// omits the final line feed.
/// </param>
public readonly record struct RecordBlock(ReadOnlyMemory<byte> Bytes, bool IsTorn)
{
    /// <summary>Enumerates the records, without their line feeds.</summary>
    public RecordEnumerator GetEnumerator() => new(Bytes.Span);
}
