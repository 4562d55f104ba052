namespace LogAppendSink.Reading;

/// <summary>Pieces whose bytes are counted as they pass.</summary>
internal sealed class CountedChunks(IChunkSource chunks, IProgress<long>? progress) : IChunkSource
{
    private long _countBytes;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var chunk = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
        _countBytes += chunk.Length;
        progress?.Report(_countBytes);
        return chunk;
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
