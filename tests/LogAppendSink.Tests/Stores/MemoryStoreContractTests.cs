using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>The simulated store satisfies the same contract as OSS.</summary>
public sealed class MemoryStoreContractTests : StoreContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(new MemoryObjectStore(new MemoryCloud()));
}
