using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Requests of the built-in transport that do not return, for example because the resolver hangs.</summary>
public class OssStuckTransportTests
{
    [Fact]
    public async Task Hint_names_the_endpoint_when_requests_of_the_built_in_transport_do_not_return()
    {
        using var release = new ManualResetEventSlim();
        using var stuck = new SemaphoreSlim(0);
        var endpoint = OssEndpoint.Create(Settings.Valid());
        var client = new StoreClient(
            new OssDialect(endpoint),
            new FixedCredentials(new OssCredentials("LTAI123", "TopSecret")),
            TimeSpan.FromSeconds(30),
            new ManualTimeProvider(),
            new DeliveryHttpHandler(endpoint) { HasProxy = _ => Block() },
            isDelivery: true);
        using (var store = new OssObjectStore(client, endpoint.Bucket, OssCreationHeaders.Of(Settings.Valid())))
        {
            for (var i = 0; i < ForeignCalls.StuckMax; i++)
            {
                using var cancel = new CancellationTokenSource();
                var looking = store.DescribeAsync("a.clef", cancel.Token).AsTask();
                await stuck.WaitAsync().WithDeadline("a request to hang");
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looking.WithDeadline("the request to be abandoned"));
            }

            var refused = StoreAssert.Failed(await store.DescribeAsync("a.clef", CancellationToken.None));

            Assert.Equal("Check Endpoint 'https://acme-logs.oss-cn-hangzhou.aliyuncs.com' and the network.", refused.Hint);
        }

        release.Set();

        bool Block()
        {
            stuck.Release();
            release.Wait();
            return false;
        }
    }
}
