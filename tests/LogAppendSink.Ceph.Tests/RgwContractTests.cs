using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;

// All tests share one cluster, and one of them kills it.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace LogAppendSink.Ceph.Tests;

/// <summary>A real gateway, over HTTP.</summary>
public sealed class RgwContractTests : BucketContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(Bucket.Open(Gateway.Options()));
}
