using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads the stored bytes [position, end) of an object in ranges. While one is processed, the next two are requested, so that no time is
/// lost waiting. At most <see cref="InMemoryMax"/> ranges are in memory, however large the object.
/// </summary>
internal sealed class ObjectChunks(
    IObjectSource source,
    TimeProvider time,
    string key,
    long position,
    long endPosition,
    int chunkBytes = ObjectChunks.ChunkBytes) : IChunkSource
{
    /// <summary>Large enough that a request's latency is small compared to its transfer time.</summary>
    internal const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>The ranges in flight, and the one being processed.</summary>
    internal const int InMemoryMax = ArrivingMax + 1;

    private const int ArrivingMax = 2;

    private readonly CancellationTokenSource _end = new();
    private readonly Queue<(byte[] Buffer, Task<int> Count)> _arriving = new();
    private byte[]? _worked;
    private long _askedPosition = position;
    private bool _isDisposed;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        // The caller is done with the previous chunk, so its buffer can be reused.
        Request(_worked);
        _worked = null;
        while (_arriving.Count < ArrivingMax && _askedPosition < endPosition)
            Request(buffer: null);
        if (_arriving.Count == 0)
            return default;

        var count = await _arriving.Peek().Count.WaitAsync(cancellationToken).ConfigureAwait(false);
        (_worked, _) = _arriving.Dequeue();
        return _worked.AsMemory(0, count);
    }

    public async ValueTask DisposeAsync()
    {
        // Stacked streams dispose their source more than once.
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
                // The range is not needed any more.
            }
        }

        _end.Dispose();
    }

    /// <summary>Requests the next range, if there is one.</summary>
    /// <param name="buffer">A free buffer; null for a new one.</param>
    private void Request(byte[]? buffer)
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
            not null => throw new ObjectReadException(
                $"'{key}' became shorter than {endPosition} bytes while it was being read: it was replaced. Read it again."),
            _ => throw new ObjectReadException($"'{key}' was deleted while it was being read."),
        };
    }
}
