namespace LogAppendSink.Reading;

/// <summary>A source of consecutive byte chunks.</summary>
internal interface IChunkSource : IAsyncDisposable
{
    /// <summary>Returns the next chunk, valid until the next call; empty at the end.</summary>
    ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken);
}
