using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>A store, and how many bytes of objects were read from it. Thread-safe. Leaves the store to its owner.</summary>
internal sealed class CountedSource(IObjectSource source) : IObjectSource
{
    private long _readBytes;

    internal long ReadBytes => Interlocked.Read(ref _readBytes);

    public ValueTask<ListAnswer> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        source.ListAsync(prefix, continuation, cancellationToken);

    public ValueTask<DescribeAnswer> DescribeAsync(string key, CancellationToken cancellationToken) => source.DescribeAsync(key, cancellationToken);

    public async ValueTask<RangeAnswer> ReadAtAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var answer = await source.ReadAtAsync(key, position, destination, cancellationToken).ConfigureAwait(false);
        if (answer is RangeAnswer.Found found)
            Interlocked.Add(ref _readBytes, found.CountBytes);
        return answer;
    }

    public void Dispose()
    {
    }
}
