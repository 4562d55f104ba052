using System.Collections.Concurrent;
using System.Diagnostics;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Http;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport.Http;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Behavior that needs a real connection.</summary>
public class OssConnectionTests
{
    private static readonly Func<LoopbackRequest, string?> Store =
        request => LoopbackServer.Answer(200, "", $"x-oss-next-append-position: {request.Body.Length}");

    [Fact]
    public async Task Requests_reuse_one_connection()
    {
        await using var server = new LoopbackServer(Store);
        using var store = OssObjectStore.Open(OptionsFor(server));

        for (var number = 0; number < 20; number++)
            Assert.IsType<AppendResult.Stored>(await store.AppendAsync(Key, 0, Body, CancellationToken.None));

        Assert.Equal((20, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task Append_succeeds_on_a_new_connection_when_the_store_has_closed_the_idle_one()
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
    public void Idle_timeout_is_shorter_than_the_stores()
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
    public void Proxy_is_used_except_for_this_machine(string endpoint, bool usesProxy)
    {
        var options = Settings.Valid();
        (options.Endpoint, options.Region) = (endpoint, "cn-hangzhou");
        using var handler = Assert.IsType<SocketsHttpHandler>(StoreClient.CreateHandler(OssEndpoint.Create(options)));

        Assert.Equal(usesProxy, handler.UseProxy);
    }

    [Fact]
    public async Task Requests_have_no_tracing_or_compression_headers()
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
    public async Task Handler_of_the_application_is_used_and_not_disposed()
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
