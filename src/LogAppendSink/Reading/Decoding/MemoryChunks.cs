namespace LogAppendSink.Reading.Decoding;

/// <summary>Bytes in memory as a source with one chunk.</summary>
internal sealed class MemoryChunks(ReadOnlyMemory<byte> bytes) : IChunkSource
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var chunk = _rest;
        _rest = default;
        return new(chunk);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
