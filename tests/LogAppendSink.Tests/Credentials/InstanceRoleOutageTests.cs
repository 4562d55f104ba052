using LogAppendSink.Credentials;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

/// <summary>The instance role over real connections, from a server that goes away.</summary>
public sealed class InstanceRoleOutageTests : IAsyncDisposable
{
    private readonly CredentialsScenario _scenario = new();
    private readonly MetadataServer _server = new() { Credentials = Json() };
    private readonly SocketsHttpHandler _handler;
    private readonly CredentialSources _sources;

    public InstanceRoleOutageTests()
    {
        _handler = _server.NewHandler();
        _sources = _scenario.Sources with { Http = new CredentialHttp(_scenario.Time, _scenario.Network, _handler) };
    }

    public async ValueTask DisposeAsync()
    {
        _handler.Dispose();
        await _server.DisposeAsync();
        _scenario.Dispose();
    }

    [Fact]
    public async Task A_service_in_hardened_mode_answers_and_the_chain_says_so()
    {
        var chain = _sources.DefaultChain();

        var credentials = await GetAsync(chain);

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal("default chain (answered by the ECS instance role)", chain.ToString());
        Assert.All(_server.Requests, request => Assert.Equal("100.100.100.200", request.Header("Host")));
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task While_it_is_away_the_old_ones_serve_until_they_expire_and_new_ones_come_with_it()
    {
        var provider = _sources.FromInstanceRole();
        await GetAsync(provider); // 6 hours
        await _server.StopAsync();

        _scenario.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(10)); // It is time to refresh them.
        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);

        _scenario.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(
            "the ECS instance role: the credentials expired at 2026-03-01 13:00:00Z and cannot be renewed: "
            + "100.100.100.200 cannot be reached (ConnectionRefused); this is no ECS instance, or its metadata service is off",
            (await FailureAsync(provider)).Message);

        _server.Credentials = Json("STS.2", "2026-03-01T19:00:00Z");
        _server.Start();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1)); // It is left alone for a while.
        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
    }
}
