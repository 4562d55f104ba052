namespace LogAppendSink.Reading;

/// <summary>Bytes in pieces, from first to last.</summary>
internal interface IChunkSource : IAsyncDisposable
{
    /// <summary>The next piece, valid until the next call; empty at the end.</summary>
    ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken);
}
