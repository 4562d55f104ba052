using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>The store of the simulation keeps the contract that OSS keeps.</summary>
public sealed class MemoryStoreContractTests : StoreContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(new MemoryObjectStore(new MemoryCloud()));
}
