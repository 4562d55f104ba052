using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>The simulated Ceph satisfies the same contract as Ceph.</summary>
public sealed class MemoryCephContractTests : StoreContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(new MemoryObjectStore(new MemoryCloud(isCeph: true)));
}
