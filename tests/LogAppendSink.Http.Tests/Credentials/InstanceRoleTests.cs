using LogAppendSink.Credentials;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Http.Tests.Credentials.CredentialServices;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Http.Tests.Credentials;

public sealed class InstanceRoleTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private readonly CredentialServices _services = new(server);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Token_then_role_name_then_credentials_are_requested()
    {
        _services.GivenMetadata(Json());

        var credentials = await GetAsync(_services.Sources.FromInstanceRole());

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
        Assert.Equal("the ECS instance role", credentials.Origin);
        Assert.Equal(
            [$"PUT {MetadataHost}/latest/api/token", $"GET {MetadataHost}{Roles}", $"GET {MetadataHost}{Roles}log-writer"],
            _services.Requests);
    }

    [Fact]
    public async Task Role_name_is_not_requested_when_it_is_configured()
    {
        _services.Machine.Set("ALIBABA_CLOUD_ECS_METADATA", "log-writer");
        _services.GivenMetadata(Json());

        await GetAsync(_services.Sources.FromInstanceRole());

        Assert.Equal([$"PUT {MetadataHost}/latest/api/token", $"GET {MetadataHost}{Roles}log-writer"], _services.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Requests_have_no_token_when_the_service_does_not_support_tokens(int status)
    {
        _services.Given(WireMock.RequestBuilders.Request.Create().UsingPut(), status, "");
        _services.Given(Metadata(""), 200, "log-writer");
        _services.Given(Metadata("log-writer"), 200, Json());

        Assert.Equal("STS.1", (await GetAsync(_services.Sources.FromInstanceRole())).AccessKeyId);
        Assert.All(server.Requests.Skip(1), request => Assert.Null(HeaderOf(request, Token)));
    }

    [Fact]
    public async Task Requests_without_a_token_are_not_sent_when_IMDSv1_is_disabled()
    {
        _services.Machine.Set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");

        var failure = await FailureAsync(_services.Sources.FromInstanceRole());

        Assert.Equal(
            "the ECS instance role: its metadata service responded 404 to the request for a token, "
            + "and ALIBABA_CLOUD_IMDSV1_DISABLED is true",
            failure.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Service_is_not_queried_when_it_is_disabled()
    {
        _services.Machine.Set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "True");

        var failure = await FailureAsync(_services.Sources.FromInstanceRole());

        Assert.Equal("the ECS instance role: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true", failure.Message);
        Assert.True(failure.LetsNextAnswer);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Missing_role_is_reported_when_the_instance_has_no_role()
    {
        _services.Given(Metadata(""), 404, "");

        var failure = await FailureAsync(_services.Sources.FromInstanceRole());

        Assert.Equal("the ECS instance role: this instance has no RAM role; attach one", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Theory]
    [InlineData(500, "log-writer", "its metadata service responded 500 to the request for the role's name")]
    [InlineData(200, "<html>not one word</html>", "its metadata service sent an unreadable response to the request for the role's name")]
    [InlineData(200, "", "its metadata service sent an unreadable response to the request for the role's name")]
    public async Task Role_name_is_refused_when_it_is_invalid(int status, string body, string reason)
    {
        _services.Given(Metadata(""), status, body);

        Assert.Equal($"the ECS instance role: {reason}", (await FailureAsync(_services.Sources.FromInstanceRole())).Message);
    }

    [Fact]
    public async Task Refresh_requests_a_new_token()
    {
        var provider = _services.Sources.FromInstanceRole();
        _services.GivenMetadata(Json());
        await GetAsync(provider);
        server.Reset();
        _services.GivenMetadata(Json("STS.2", "2026-03-01T19:00:00Z"), token: "token-2==");

        _services.Time.Advance(TimeSpan.FromHours(6));

        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal(["token-2==", "token-2=="], server.Requests.Skip(1).Select(request => HeaderOf(request, Token)));
    }

    [Fact]
    public async Task Service_is_not_queried_during_the_pause_after_a_refusal()
    {
        var provider = _services.Sources.FromInstanceRole("log-writer");
        _services.GivenRefusedOnce(Metadata("log-writer"), (403, ""), Json());

        var failure = await FailureAsync(provider);
        _services.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        await FailureAsync(provider);
        var requestsInThePause = server.Requests.Count;
        _services.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("the ECS instance role: 100.100.100.200 responded 403", failure.Message);
        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal((2, 4), (requestsInThePause, server.Requests.Count));
    }

    [Fact]
    public async Task Old_credentials_are_used_until_they_expire_when_the_service_is_unavailable()
    {
        var provider = _services.Sources.FromInstanceRole();
        _services.GivenMetadata(Json());
        await GetAsync(provider); // 6 hours
        _services.IsAway = true;

        _services.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromMinutes(10)); // The refresh is due.
        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
        await WhenRefreshedAsync(provider); // Its timeout uses the same clock.

        _services.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(
            "the ECS instance role: the credentials expired at 2026-03-01 13:00:00Z and cannot be renewed: "
            + "100.100.100.200 cannot be reached (ConnectionRefused); this is not an ECS instance, or its metadata service is disabled",
            (await FailureAsync(provider)).Message);

        server.Reset();
        _services.GivenMetadata(Json("STS.2", "2026-03-01T19:00:00Z"));
        _services.IsAway = false;
        _services.Time.Advance(TimeSpan.FromMinutes(1)); // The longest pause.
        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
    }

    private static async Task WhenRefreshedAsync(ICredentialsProvider provider)
    {
        using var limit = new CancellationTokenSource(Deadline.Default, TimeProvider.System);
        while (((RefreshingCredentials)provider).IsFetching)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
