namespace LogAppendSink.Reading;

/// <summary>Counts the bytes of a source as they are read.</summary>
/// <param name="chunks">The source.</param>
/// <param name="progress">Receives the count after each chunk.</param>
/// <param name="skippedBytes">Where the count starts: bytes before this are not read.</param>
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
