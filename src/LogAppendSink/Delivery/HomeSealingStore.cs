using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>As <see cref="HomeStore"/>, for a store that seals.</summary>
internal sealed class HomeSealingStore(IObjectStore store, ISealingStore sealing, IWorkQueue home) : HomeStore(store, home), ISealingStore
{
    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        Home.ReturnAsync(sealing.SealAsync(key, position, cancellationToken));
}
