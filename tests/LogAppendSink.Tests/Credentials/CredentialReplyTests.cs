using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http.Direct;
using LogAppendSink.TestSupport.Http;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

/// <summary>A credentials URI, over real connections, and all that may come back from one.</summary>
public sealed class CredentialReplyTests : IDisposable
{
    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task The_address_is_asked_and_answers_like_the_metadata_service()
    {
        await using var server = Server(200, Json(expiration: "2099-03-01T13:00:00Z"));
        _scenario.Set("ALIBABA_CLOUD_CREDENTIALS_URI", $"{server.Address}/creds?for=logs");

        var credentials = await GetAsync((_scenario.RealSources with { Time = TimeProvider.System }).FromUri());

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal("the credentials URI", credentials.Origin);
        var request = Assert.Single(server.Requests);
        Assert.Equal("GET /creds?for=logs", $"{request.Method} {request.Target}");
        Assert.Equal(["Host"], request.Headers.Keys); // No trace, no agent, nothing about us.
    }

    [Theory]
    [InlineData("https://sts.aliyuncs.com", false, true)]
    [InlineData("http://100.100.100.200", true, false)]
    public void The_proxy_is_used_for_the_network_and_not_for_the_metadata_service(string address, bool isDirect, bool usesProxy)
    {
        var http = new CredentialHttp(TimeProvider.System) { HasProxy = _ => true };

        using var handler = http.NewHandler(new Uri(address), TimeSpan.FromSeconds(1), isDirect);

        Assert.Equal(usesProxy, handler is SocketsHttpHandler { UseProxy: true, ActivityHeadersPropagator: null } sockets && sockets.ConnectTimeout == TimeSpan.FromSeconds(1));
        Assert.Equal(!usesProxy, handler is DirectHttpHandler);
    }

    [Fact]
    public async Task Without_the_variable_there_is_none()
    {
        var failure = await FailureAsync(_scenario.Sources.FromUri());

        Assert.Equal("the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Theory]
    [InlineData("file:///etc/TopSecret")]
    [InlineData("TopSecret")]
    public async Task An_address_that_is_none_is_refused_and_not_repeated(string address)
    {
        Assert.Equal("the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is no http or https address", (await FailureAsync(_scenario.Sources.FromUri(address))).Message);
    }

    [Theory]
    [InlineData(200, "<html>TopSecret</html>", "the answer from {0} is no JSON")]
    [InlineData(200, "", "the answer from {0} is no JSON")]
    [InlineData(200, "{\"AccessKeyId\":\"\\ud800\"}", "the answer from {0} is no JSON")] // half a character
    [InlineData(500, "{\"Code\":\"\\ud800\"}", "{0} answered 500")]
    [InlineData(200, "[\"TopSecret\"]", "the answer from {0} has no AccessKeyId")]
    [InlineData(200, "\"TopSecret\"", "the answer from {0} has no AccessKeyId")]
    [InlineData(200, "{\"AccessKeyId\":\"STS.1\",\"SecurityToken\":\"TopToken\"}", "the answer from {0} has no AccessKeySecret")]
    [InlineData(200, "{\"AccessKeyId\":\"STS.1\",\"AccessKeySecret\":\"TopSecret\",\"SecurityToken\":\"Top\\nToken\"}", "in the answer from {0}, SecurityToken has a character that no header can carry; check how it was copied")]
    [InlineData(200, "{\"AccessKeyId\":\"STS.1\",\"AccessKeySecret\":\"***\"}", "in the answer from {0}, AccessKeySecret is '***', which is shown in place of a secret; set the secret itself, from where it is kept")]
    [InlineData(200, "{\"AccessKeyId\":17,\"AccessKeySecret\":\"TopSecret\"}", "the answer from {0} has no AccessKeyId")]
    [InlineData(200, "{\"AccessKeyId\":\" \",\"AccessKeySecret\":\"TopSecret\"}", "the answer from {0} has no AccessKeyId")]
    [InlineData(200, "{\"AccessKeyId\":\"a\",\"AccessKeySecret\":\"TopSecret\",\"Expiration\":\"TopLate\"}", "the Expiration in the answer from {0} is no time")]
    [InlineData(200, "{\"Code\":\"RoleNotFound\",\"AccessKeyId\":\"a\",\"AccessKeySecret\":\"TopSecret\"}", "{0} answered with Code 'RoleNotFound' in place of 'Success'")]
    [InlineData(200, "{\"Code\":\"Top Secret!\"}", "{0} answered with Code '?' in place of 'Success'")]
    [InlineData(403, "{\"Code\":\"Forbidden\",\"Message\":\"TopSecret\"}", "{0} answered 403 Forbidden")]
    [InlineData(500, "TopSecret", "{0} answered 500")]
    [InlineData(302, "", "{0} answered 302")] // and is not followed
    public async Task An_answer_that_is_none_is_told_without_its_words(int status, string body, string reason)
    {
        await using var server = Server(status, body, "Location: http://127.0.0.1:1/");

        var failure = await FailureAsync(_scenario.RealSources.FromUri(server.Address));

        Assert.Equal($"the credentials URI: {string.Format(null, reason, $"127.0.0.1:{server.Port}")}", failure.Message);
        Assert.False(failure.LetsNextAnswer);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_it()
    {
        await using var server = new LoopbackServer(_ => $"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{new string('x', CredentialHttp.BodyBytesMax + 1)}");

        var failure = await FailureAsync(_scenario.RealSources.FromUri(server.Address));

        Assert.Equal($"the credentials URI: the answer from 127.0.0.1:{server.Port} is larger than 65536 bytes", failure.Message);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told()
    {
        int port;
        await using (var server = Server(200, ""))
            port = server.Port;

        Assert.Equal(
            $"the credentials URI: 127.0.0.1:{port} cannot be reached (ConnectionRefused)",
            (await FailureAsync(_scenario.RealSources.FromUri($"http://127.0.0.1:{port}/?TopSecret"))).Message);
    }

    [Fact]
    public async Task An_expiry_is_told_in_this_machines_time()
    {
        // Our clock says 07:00; theirs is a day ahead.
        await using var server = Server(200, Json(expiration: "2026-03-02T08:00:00Z"), "Date: Mon, 02 Mar 2026 07:00:00 GMT");
        var provider = _scenario.RealSources.FromUri(server.Address);

        var credentials = await GetAsync(provider);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
    }
}
