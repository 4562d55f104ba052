using System.Net;
using LogAppendSink.Stores.Http;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Http;
using Xunit;

namespace LogAppendSink.Tests.Stores.Http;

/// <summary>The system's proxy can be set and removed while a pipeline runs.</summary>
public sealed class DeliveryHttpHandlerTests : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly HttpMessageInvoker _http;
    private int _asked;
    private int _answers;
    private bool _hasProxy;
    private bool _isProxyDown;

    public DeliveryHttpHandlerTests()
    {
        // The second response closes its connection.
        _server = new LoopbackServer(_ => LoopbackServer.Answer(200, "direct", Interlocked.Increment(ref _answers) == 2 ? "Connection: close" : "X-Kept: yes"));
        _http = new HttpMessageInvoker(new DeliveryHttpHandler(new StoreEndpoint("http", $"127.0.0.1:{_server.Port}", IsPathStyle: true, Bucket: "logs", Region: null))
        {
            HasProxy = _ =>
            {
                _asked++;
                return _hasProxy;
            },
            OpenProxied = () => new Proxied(() => _isProxyDown),
        });
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Proxy_is_used_for_the_next_connection_when_it_is_set_later()
    {
        Assert.Equal("direct", await GetAsync());
        _hasProxy = true;
        Assert.Equal("direct", await GetAsync());
        Assert.Equal(1, _asked); // Not checked while a connection is open, because the check may take seconds.

        Assert.Equal("proxied", await GetAsync());
        Assert.Equal("proxied", await GetAsync());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Proxy_is_no_longer_used_when_it_is_removed_and_a_request_has_failed()
    {
        _hasProxy = true;
        Assert.Equal("proxied", await GetAsync());
        (_hasProxy, _isProxyDown) = (false, true);

        await Assert.ThrowsAsync<HttpRequestException>(GetAsync);

        Assert.Equal("direct", await GetAsync());
    }

    private async Task<string> GetAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Address);
        using var response = await Task.Run(() => _http.SendAsync(request, CancellationToken.None)).WithDeadline("a response");
        return await response.Content.ReadAsStringAsync();
    }

    private sealed class Proxied(Func<bool> isDown) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => isDown()
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ConnectionError, "The proxy is away."))
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("proxied") });
    }
}
