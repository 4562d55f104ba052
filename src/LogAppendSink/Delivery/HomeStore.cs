using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>A store whose calls continue on the delivery thread, whichever thread completes them.</summary>
internal class HomeStore : IObjectStore
{
    private readonly IObjectStore _store;

    private protected HomeStore(IObjectStore store, IWorkQueue home)
    {
        _store = store;
        Home = home;
    }

    public AppendRules Rules => _store.Rules;

    public ObjectEnd EmptyEnd => _store.EmptyEnd;

    private protected IWorkQueue Home { get; }

    internal static HomeStore For(IObjectStore store, IWorkQueue home) =>
        store is ISealingStore sealing ? new HomeSealingStore(store, sealing, home) : new HomeStore(store, home);

    public ObjectEnd Advance(ObjectEnd end, AppendBody body) => _store.Advance(end, body);

    public void Prepare(AppendBody body) => _store.Prepare(body);

    public ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken) =>
        Home.ReturnAsync(_store.AppendAsync(key, position, body, cancellationToken));

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        Home.ReturnAsync(_store.DescribeAsync(key, cancellationToken));

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken) =>
        Home.ReturnAsync(_store.ReadAsync(key, position, destination, cancellationToken));

    public void Dispose() => _store.Dispose();
}
