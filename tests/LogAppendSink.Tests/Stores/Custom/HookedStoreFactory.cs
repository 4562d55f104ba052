using CustomStore;
using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>Opens a <see cref="HookedStore"/> over the sample's store.</summary>
internal sealed class HookedStoreFactory : IAppendStoreFactory
{
    internal MemoryAppendStoreFactory Inner { get; } = new();

    internal Action<HookedStore> Hook { get; init; } = _ => { };

    public string Name => Inner.Name;

    public StorePromises Promises { get; init; } = new MemoryAppendStoreFactory().Promises;

    public IAppendStore Open(OssAppendOptions options)
    {
        var store = new HookedStore(Inner.Open(options)) { Promises = Promises };
        Hook(store);
        return store;
    }
}
