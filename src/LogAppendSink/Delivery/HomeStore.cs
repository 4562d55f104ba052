using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>A store whose calls continue on the delivery thread, whichever thread completes them.</summary>
internal sealed class HomeStore(IAppendStore store, IWorkQueue home) : IAppendStore
{
    public StorePromises Promises => store.Promises;

    public ObjectEnd EmptyEnd => store.EmptyEnd;

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => store.Advance(before, body);

    public void Prepare(AppendBody body) => store.Prepare(body);

    public ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken) =>
        home.ReturnAsync(store.AppendAsync(key, position, body, cancellationToken));

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        home.ReturnAsync(store.DescribeAsync(key, cancellationToken));

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken) =>
        home.ReturnAsync(store.ReadAsync(key, position, destination, cancellationToken));

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        home.ReturnAsync(store.ListAsync(prefix, continuation, cancellationToken));

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        home.ReturnAsync(store.SealAsync(key, position, cancellationToken));

    public void Dispose() => store.Dispose();
}
