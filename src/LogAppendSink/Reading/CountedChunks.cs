namespace LogAppendSink.Reading;

/// <summary>Pieces whose bytes are counted as they pass.</summary>
/// <param name="chunks">The pieces.</param>
/// <param name="progress">Receives the count.</param>
/// <param name="skippedBytes">What counts from the beginning: bytes that are not read at all.</param>
internal sealed class CountedChunks(IChunkSource chunks, IProgress<long>? progress, long skippedBytes = 0) : IChunkSource
{
    private long _countBytes = skippedBytes;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var chunk = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
        _countBytes += chunk.Length;
        progress?.Report(_countBytes);
        return chunk;
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
