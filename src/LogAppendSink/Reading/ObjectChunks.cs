using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// The stored bytes [position, end) of an object, by ranges: while one is worked on, the next two are on their way, so that no time is spent
/// waiting for a request to be answered. <see cref="InMemoryMax"/> ranges are in memory at a time, however large the object.
/// </summary>
internal sealed class ObjectChunks(IObjectSource source, TimeProvider time, string key, long position, long endPosition, int chunkBytes = ObjectChunks.ChunkBytes) : IChunkSource
{
    /// <summary>Large enough that the time for a request is small beside the time for its bytes.</summary>
    internal const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Those that arrive, and the one that is worked on.</summary>
    internal const int InMemoryMax = ArrivingMax + 1;

    private const int ArrivingMax = 2;

    private readonly CancellationTokenSource _end = new();
    private readonly Queue<(byte[] Buffer, Task<int> Count)> _arriving = new();
    private byte[]? _worked;
    private long _askedPosition = position;
    private bool _isDisposed;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        // What was given out last is free now.
        Ask(_worked);
        _worked = null;
        while (_arriving.Count < ArrivingMax && _askedPosition < endPosition)
            Ask(buffer: null);
        if (_arriving.Count == 0)
            return default;

        var count = await _arriving.Peek().Count.WaitAsync(cancellationToken).ConfigureAwait(false);
        (_worked, _) = _arriving.Dequeue();
        return _worked.AsMemory(0, count);
    }

    public async ValueTask DisposeAsync()
    {
        // Streams over streams dispose what is below more than once.
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _end.CancelAsync().ConfigureAwait(false);
        foreach (var (_, count) in _arriving)
        {
            try
            {
                await count.ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectReadException)
            {
                // Of a range that nobody asked for in the end.
            }
        }

        _end.Dispose();
    }

    /// <summary>Asks for the next range, where there is one.</summary>
    /// <param name="buffer">One that is free; null for a new one.</param>
    private void Ask(byte[]? buffer)
    {
        var lengthBytes = (int)Math.Min(chunkBytes, endPosition - _askedPosition);
        if (lengthBytes == 0 || _arriving.Count == ArrivingMax)
            return;
        if (buffer is null || buffer.Length < lengthBytes)
            buffer = new byte[lengthBytes];
        _arriving.Enqueue((buffer, ReadAsync(_askedPosition, buffer.AsMemory(0, lengthBytes))));
        _askedPosition += lengthBytes;
    }

    private async Task<int> ReadAsync(long position, Memory<byte> destination)
    {
        return await source.ReadAsync(time, key, position, destination, _end.Token).ConfigureAwait(false) switch
        {
            { } range when range.CountBytes == destination.Length => range.CountBytes,
            not null => throw new ObjectReadException($"'{key}' became shorter than {endPosition} bytes while it was read: it was replaced. Read it again."),
            _ => throw new ObjectReadException($"'{key}' was deleted while it was read."),
        };
    }
}
