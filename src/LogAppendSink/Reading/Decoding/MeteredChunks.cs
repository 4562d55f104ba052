namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// Counts compressed chunks against a meter and stops when it is exhausted: reading bytes takes time even if they decode to nothing.
/// </summary>
internal sealed class MeteredChunks(IChunkSource chunks, ContentMeter meter) : IChunkSource
{
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        if (meter.IsExhausted)
            return default;
        var chunk = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
        meter.Add(chunk.Length);
        return chunk;
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
