using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>Counts the bytes read from a store. Thread-safe. Does not dispose the store.</summary>
internal sealed class CountedSource(IObjectSource source) : IObjectSource
{
    private long _readBytes;

    internal long ReadBytes => Interlocked.Read(ref _readBytes);

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        source.ListAsync(prefix, continuation, cancellationToken);

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        source.DescribeAsync(key, cancellationToken);

    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await source.ReadAsync(key, position, destination, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _readBytes, read.Value?.CountBytes ?? 0);
        return read;
    }

    public void Dispose()
    {
    }
}
