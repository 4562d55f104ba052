using System.Collections.Concurrent;
using System.Diagnostics;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport.Http;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>What only a real connection shows.</summary>
public class OssConnectionTests
{
    private static readonly Func<LoopbackRequest, string?> Store =
        request => LoopbackServer.Answer(200, "", $"x-oss-next-append-position: {request.Body.Length}");

    [Fact]
    public async Task One_connection_serves_request_after_request()
    {
        await using var server = new LoopbackServer(Store);
        using var store = OssObjectStore.Open(OptionsFor(server));

        for (var number = 0; number < 20; number++)
            Assert.IsType<AppendResult.Stored>(await store.AppendAsync(Key, 0, Body, CancellationToken.None));

        Assert.Equal((20, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task A_connection_that_the_store_has_closed_costs_no_try()
    {
        await using var server = new LoopbackServer(Store) { ClosesAfterAnswer = true };
        using var store = OssObjectStore.Open(OptionsFor(server));

        for (var number = 0; number < 20; number++)
        {
            Assert.IsType<AppendResult.Stored>(await store.AppendAsync(Key, 0, Body, CancellationToken.None));
            await server.WhenClosedAsync();
        }

        Assert.Equal((20, 20), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public void A_connection_is_given_up_before_the_store_gives_it_up()
    {
        using var handler = Assert.IsType<SocketsHttpHandler>(StoreClient.CreateHandler(OssEndpoint.Create(Settings.Valid())));

        Assert.InRange(handler.PooledConnectionIdleTimeout, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(59));
        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
    }

    [Theory]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", true)]
    [InlineData("http://127.0.0.1:9000", false)]
    public void A_proxy_stands_before_the_network_and_not_before_this_machine(string endpoint, bool usesProxy)
    {
        var options = Settings.Valid();
        (options.Endpoint, options.Region) = (endpoint, "cn-hangzhou");
        using var handler = Assert.IsType<SocketsHttpHandler>(StoreClient.CreateHandler(OssEndpoint.Create(options)));

        Assert.Equal(usesProxy, handler.UseProxy);
    }

    [Fact]
    public async Task Nothing_on_the_wire_speaks_of_a_trace_or_of_compression()
    {
        await using var server = new LoopbackServer(Store);
        using var store = OssObjectStore.Open(OptionsFor(server));
        var started = new ConcurrentQueue<string?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => started.Enqueue(activity.Source.Name),
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new Activity("the application's own request").SetIdFormat(ActivityIdFormat.W3C).Start();

        await store.AppendAsync(Key, 0, Body, CancellationToken.None);
        await store.ReadAsync(Key, 0, new byte[6], CancellationToken.None);

        Assert.DoesNotContain(started, source => source?.StartsWith("System.Net", StringComparison.Ordinal) == true);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, sent => Assert.Empty(
            sent.Headers.Keys.Intersect(["traceparent", "tracestate", "Request-Id", "baggage", "Correlation-Context", "Accept-Encoding", "Expect", "Cookie"], StringComparer.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_handler_that_was_given_is_used_and_left_to_its_giver()
    {
        using var handler = new DisposalWatch();
        handler.Inner.Answer(200, "x-oss-next-append-position: 6").Answer(200, "x-oss-next-append-position: 6");
        var options = Settings.Valid();
        (options.AccessKeyId, options.AccessKeySecret, options.HttpMessageHandler) = ("LTAI123", "TopSecret", handler);
        var store = OssObjectStore.Open(options);

        Assert.IsType<AppendResult.Stored>(await store.AppendAsync(Key, 0, Body, CancellationToken.None));
        store.Dispose();

        Assert.Single(handler.Inner.Sent);
        Assert.False(handler.IsDisposed);
    }

    private static OssAppendOptions OptionsFor(LoopbackServer server)
    {
        var options = Settings.Valid();
        (options.Endpoint, options.Region, options.AccessKeyId, options.AccessKeySecret) = (server.Address, "cn-hangzhou", "LTAI123", "TopSecret");
        return options;
    }

    private sealed class DisposalWatch : DelegatingHandler
    {
        internal DisposalWatch() => InnerHandler = Inner;

        internal StubHandler Inner { get; } = new();

        internal bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
