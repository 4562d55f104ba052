using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;

// One cluster serves all, and one of the tests kills it.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace LogAppendSink.Ceph.Tests;

/// <summary>A real gateway, over HTTP.</summary>
public sealed class RgwContractTests : BucketContract
{
    private protected override ValueTask<IAppendStore> OpenAsync() => new(Bucket.Open(Gateway.Options()));
}
