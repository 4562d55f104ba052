using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// The stored bytes [position, end) of an object, by ranges: while one is worked on, the next is on its way. Two ranges are in memory
/// at a time, however large the object.
/// </summary>
internal sealed class ObjectChunks(IObjectSource source, TimeProvider time, string key, long position, long endPosition, int chunkBytes = ObjectChunks.ChunkBytes) : IChunkSource
{
    /// <summary>Large enough that the time for a request is small beside the time for its bytes.</summary>
    internal const int ChunkBytes = 4 * 1024 * 1024;

    private readonly CancellationTokenSource _end = new();
    private byte[] _current = [];
    private byte[] _coming = [];
    private long _position = position;
    private Task<int>? _arriving;
    private bool _isDisposed;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        _arriving ??= ReadAsync(_coming = new byte[SizeOfNext()]);
        var count = await _arriving.WaitAsync(cancellationToken).ConfigureAwait(false);
        (_current, _coming) = (_coming, _current);
        _position += count;

        var next = SizeOfNext();
        if (next > 0 && _coming.Length < next)
            _coming = new byte[next];
        _arriving = ReadAsync(_coming.AsMemory(0, next));
        return _current.AsMemory(0, count);
    }

    public async ValueTask DisposeAsync()
    {
        // Streams over streams dispose what is below more than once.
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _end.CancelAsync().ConfigureAwait(false);
        try
        {
            if (_arriving is not null)
                await _arriving.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectReadException)
        {
            // Of a range that nobody asked for in the end.
        }

        _end.Dispose();
    }

    private int SizeOfNext() => (int)Math.Min(chunkBytes, endPosition - _position);

    private async Task<int> ReadAsync(Memory<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;

        return await source.ReadAtAsync(time, key, _position, destination, _end.Token).ConfigureAwait(false) switch
        {
            RangeAnswer.Found found => found.CountBytes,
            RangeAnswer.BeyondEnd => throw new ObjectReadException($"'{key}' became shorter than {endPosition} bytes while it was read: it was replaced. Read it again."),
            _ => throw new ObjectReadException($"'{key}' was deleted while it was read."),
        };
    }
}
