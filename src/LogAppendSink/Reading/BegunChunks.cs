namespace LogAppendSink.Reading;

/// <summary>Pieces of which the first was taken already, to look at.</summary>
internal sealed class BegunChunks(IChunkSource chunks, ReadOnlyMemory<byte> first) : IChunkSource
{
    private ReadOnlyMemory<byte>? _first = first;

    public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        if (_first is not { } first)
            return chunks.NextAsync(cancellationToken);
        _first = null;
        return new(first);
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
