namespace LogAppendSink.Stores;

/// <summary>What stands in a range of an object.</summary>
internal abstract record ReadAnswer
{
    private ReadAnswer()
    {
    }

    /// <summary>All bytes of the range.</summary>
    internal sealed record Found(ReadOnlyMemory<byte> Bytes) : ReadAnswer;

    /// <summary>The object is gone, or ends before the range does.</summary>
    internal sealed record OutOfRange : ReadAnswer;

    /// <summary>The store did not say.</summary>
    internal sealed record Failed(StoreError Error) : ReadAnswer;
}
