using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Spool;

/// <summary>A connection that ends with its process: sent requests may still arrive, but no request follows and no response is read.</summary>
internal sealed class MortalStore(IAppendStore store, SimulatedFileSystem files) : IAppendStore
{
    public StorePromises Promises => store.Promises;

    public ObjectEnd EmptyEnd => store.EmptyEnd;

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, continuation, cancellationToken);

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => store.Advance(before, body);

    public ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken) =>
        AliveAsync(() => store.AppendAsync(key, position, body, cancellationToken));

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        AliveAsync(() => store.DescribeAsync(key, cancellationToken));

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken) =>
        AliveAsync(() => store.ReadAsync(key, position, destination, cancellationToken));

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        AliveAsync(() => store.SealAsync(key, position, cancellationToken));

    public void Dispose() => store.Dispose();

    private async ValueTask<T> AliveAsync<T>(Func<ValueTask<T>> request)
    {
        if (files.IsDead)
            throw new SimulatedDeathException();
        var answer = await request().ConfigureAwait(false);
        return files.IsDead ? throw new SimulatedDeathException() : answer;
    }
}
