namespace LogAppendSink.Reading.Decoding;

/// <summary>Compressed pieces that count as content and end with it: bytes that hold no content at all take time, too.</summary>
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
