using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;

namespace LogAppendSink.Ceph.Tests;

/// <summary>A real gateway, over HTTP.</summary>
public sealed class RgwContractTests : BucketContract
{
    private protected override ValueTask<IObjectStore> OpenAsync() => new(Bucket.Open(Gateway.Options()));
}
