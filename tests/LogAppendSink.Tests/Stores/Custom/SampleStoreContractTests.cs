using CustomStore;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>The store of the sample, which uses only the public API.</summary>
public sealed class SampleStoreContractTests : BucketContract
{
    private protected override string? ContentType => null;

    private protected override ValueTask<IAppendStore> OpenAsync() =>
        new(Bucket.Open(new OssAppendOptions { StoreFactory = new MemoryAppendStoreFactory(), ObjectKey = "app.clef" }));
}
