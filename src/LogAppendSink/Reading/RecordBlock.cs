namespace LogAppendSink.Reading;

/// <summary>Records that stand one behind the other.</summary>
/// <param name="Bytes">Them, each ended by a line feed; valid until the next block is asked for.</param>
/// <param name="IsTorn">
/// Whether these bytes are the last of an object, or the last before damage, and no line feed ends them: not a whole record, unless its writer
/// ends none so.
/// </param>
public readonly record struct RecordBlock(ReadOnlyMemory<byte> Bytes, bool IsTorn)
{
    /// <summary>The records, without their line feeds.</summary>
    public RecordEnumerator GetEnumerator() => new(Bytes.Span);
}
