namespace LogAppendSink.Reading.Decoding;

/// <summary>How much memory and work the reading of one object takes, whatever it holds.</summary>
/// <param name="PieceBytes">The most content that is decompressed at once. A member that holds no more is given out only when it is known to be whole.</param>
/// <param name="RetainedBytes">How much of a member's compressed bytes is kept, to find the next member where this one is damaged.</param>
/// <param name="RecordBytes">The longest record; longer ones are skipped and reported.</param>
internal readonly record struct StoredContentLimits(int PieceBytes, int RetainedBytes, int RecordBytes)
{
    /// <summary>Bounds the work; null where the caller ends it.</summary>
    internal ContentMeter? Meter { get; init; }

    /// <summary>For a tool that reads one object at a time.</summary>
    internal static StoredContentLimits Large => new(4 * 1024 * 1024, 4 * 1024 * 1024, RecordReader.RecordBytesMax);

    /// <summary>For readers in an application, with many objects open.</summary>
    internal static StoredContentLimits Small => new(64 * 1024, 512 * 1024, 4 * 1024 * 1024);
}
