using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Pieces of which the CRC-64 is computed as they pass.</summary>
internal sealed class ChecksummedChunks(IChunkSource chunks) : IChunkSource
{
    /// <summary>Of all that has passed.</summary>
    internal ulong Crc { get; private set; }

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var chunk = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
        Crc = Crc64.Append(Crc, chunk.Span);
        return chunk;
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
