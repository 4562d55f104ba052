using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>As <see cref="HomeStore"/>, for a store that seals.</summary>
internal sealed class HomeSealingStore(IObjectStore store, ISealingStore sealing, IWorkQueue home) : HomeStore(store, home), ISealingStore
{
    public ValueTask<SealAnswer> SealAsync(string key, long lengthBytes, CancellationToken cancellationToken) =>
        Home.ReturnAsync(sealing.SealAsync(key, lengthBytes, cancellationToken));
}
