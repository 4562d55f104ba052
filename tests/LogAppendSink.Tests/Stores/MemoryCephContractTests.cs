using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>The simulation's model of Ceph keeps the contract that Ceph keeps.</summary>
public sealed class MemoryCephContractTests : StoreContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(new MemoryObjectStore(new MemoryCloud(isCeph: true)));
}
