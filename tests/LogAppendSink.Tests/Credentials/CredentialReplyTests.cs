using LogAppendSink.Credentials;
using LogAppendSink.DirectHttp;
using LogAppendSink.TestSupport.Http;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>A credentials URI without a response; responses are tested in LogAppendSink.Http.Tests.</summary>
public sealed class CredentialReplyTests : IDisposable
{
    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("https://sts.aliyuncs.com", false, true)]
    [InlineData("http://100.100.100.200", true, false)]
    public void Proxy_is_used_for_the_network_but_not_for_the_metadata_service(string address, bool isDirect, bool usesProxy)
    {
        var http = new CredentialHttp(TimeProvider.System) { HasProxy = _ => true };

        using var handler = http.NewHandler(new Uri(address), TimeSpan.FromSeconds(1), isDirect);

        Assert.Equal(
            usesProxy,
            handler is SocketsHttpHandler { UseProxy: true, ActivityHeadersPropagator: null } sockets
                && sockets.ConnectTimeout == TimeSpan.FromSeconds(1));
        Assert.Equal(!usesProxy, handler is DirectHttpHandler);
    }

    [Fact]
    public async Task Credentials_are_unavailable_when_the_variable_is_not_set()
    {
        var failure = await FailureAsync(_scenario.Sources.FromUri());

        Assert.Equal("the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Theory]
    [InlineData("file:///etc/TopSecret")]
    [InlineData("TopSecret")]
    public async Task Invalid_address_is_refused_and_not_quoted(string address)
    {
        Assert.Equal("the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not an http or https address", (
            await FailureAsync(_scenario.Sources.FromUri(address))).Message);
    }

    [Fact]
    public async Task Endless_response_is_not_read_to_its_end()
    {
        await using var server = new LoopbackServer(
            _ => $"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{new string('x', CredentialHttp.BodyBytesMax + 1)}");

        var failure = await FailureAsync(_scenario.RealSources.FromUri(server.Address));

        Assert.Equal($"the credentials URI: the response from 127.0.0.1:{server.Port} is larger than 65536 bytes", failure.Message);
    }

    [Fact]
    public async Task Unreachable_address_is_reported()
    {
        int port;
        await using (var server = new LoopbackServer(_ => LoopbackServer.Answer(200)))
            port = server.Port;

        Assert.Equal(
            $"the credentials URI: 127.0.0.1:{port} cannot be reached (ConnectionRefused)",
            (await FailureAsync(_scenario.RealSources.FromUri($"http://127.0.0.1:{port}/?TopSecret"))).Message);
    }
}
