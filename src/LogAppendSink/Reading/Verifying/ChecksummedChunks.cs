using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Computes the CRC-64 of the bytes of a source as they are read.</summary>
internal sealed class ChecksummedChunks(IChunkSource chunks) : IChunkSource
{
    /// <summary>The CRC-64 of all bytes read.</summary>
    internal ulong Crc { get; private set; }

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var chunk = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
        Crc = Crc64.Append(Crc, chunk.Span);
        return chunk;
    }

    public ValueTask DisposeAsync() => chunks.DisposeAsync();
}
