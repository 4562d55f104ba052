using System.IO.Compression;

namespace LogAppendSink.Reading;

/// <summary>What gzip members decompress to, one behind the other, whatever their sizes.</summary>
/// <param name="compressed">Disposed with this.</param>
/// <param name="first">A piece that was taken from them already.</param>
internal sealed class GunzippedChunks(IChunkSource compressed, ReadOnlyMemory<byte> first) : IChunkSource
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly GZipStream _stream = new(new ChunkStream(compressed, first), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[ChunkBytes];

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken) =>
        _buffer.AsMemory(0, await _stream.ReadAtLeastAsync(_buffer, _buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
