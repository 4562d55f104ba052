namespace LogAppendSink.Reading.Decoding;

/// <summary>Memory and work limits for reading one object.</summary>
/// <param name="PieceBytes">The size of one decompressed piece. A member that fits is returned only after it is known to be whole.</param>
/// <param name="RetainedBytes">How many compressed bytes of a member are kept, to find the next member if this one is damaged.</param>
/// <param name="RecordBytes">The longest record; longer ones are skipped and reported.</param>
internal readonly record struct StoredContentLimits(int PieceBytes, int RetainedBytes, int RecordBytes)
{
    /// <summary>Limits the work; null if the caller does.</summary>
    internal ContentMeter? Meter { get; init; }

    /// <summary>For a tool that reads one object at a time.</summary>
    internal static StoredContentLimits Large => new(4 * 1024 * 1024, 4 * 1024 * 1024, RecordReader.RecordBytesMax);

    /// <summary>For readers in an application, with many objects open.</summary>
    internal static StoredContentLimits Small => new(64 * 1024, 512 * 1024, 4 * 1024 * 1024);
}
