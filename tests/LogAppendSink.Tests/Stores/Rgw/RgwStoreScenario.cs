using System.Buffers;
using LogAppendSink.Checksums;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Rgw;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Tests.Stores.Rgw;

/// <summary>A store of RGW with a network and a clock that the test controls.</summary>
internal sealed class RgwStoreScenario : IDisposable
{
    internal const string Key = "logs/web 1.clef";

    internal static readonly AppendBody Body = AppendBody.Of(new ReadOnlySequence<byte>("hello\n"u8.ToArray()));

    internal RgwStoreScenario()
    {
        var endpoint = RgwEndpoint.Create(new OssAppendOptions { Store = StoreKind.CephRgw, Endpoint = "https://rgw.example.com", Bucket = "acme-logs" });
        var client = new StoreClient(
            new RgwDialect(endpoint),
            new FixedCredentials(new OssCredentials("id", "TopSecret")),
            TimeSpan.FromSeconds(30),
            new ManualTimeProvider(),
            Network);
        Store = new RgwObjectStore(client, endpoint.Bucket, RgwHeaders.Of(new OssAppendOptions()));
    }

    internal StubHandler Network { get; } = new();

    internal RgwObjectStore Store { get; }

    /// <summary>The ETag in the response to an append of <see cref="Body"/>.</summary>
    internal static string BodyETag => $"ETag: \"{Convert.ToHexString(Convert.FromBase64String(Md5.ToBase64(Body.Md5))).ToLowerInvariant()}\"";

    internal Task<AppendResult> AppendAsync(long position = 0) => Store.AppendAsync(Key, position, Body, CancellationToken.None).AsTask();

    internal Task<StoreResult<ObjectDescription>> DescribeAsync() => Store.DescribeAsync(Key, CancellationToken.None).AsTask();

    public void Dispose() => Store.Dispose();
}
