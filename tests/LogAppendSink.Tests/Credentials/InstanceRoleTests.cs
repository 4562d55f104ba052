using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

public sealed class InstanceRoleTests : IDisposable
{
    private const string Roles = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";

    private readonly CredentialsScenario _scenario = new();

    private StubHandler Metadata => _scenario.DirectNetwork;

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task A_token_is_asked_for_then_the_roles_name_then_its_credentials()
    {
        Metadata.Answer(200, new StringContent("a-token")).Answer(200, new StringContent("log-writer\n")).Answer(200, new StringContent(Json()));

        var credentials = await GetAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
        Assert.Equal("the ECS instance role", credentials.Origin);
        Assert.Equal(
            ["PUT http://100.100.100.200/latest/api/token", $"GET {Roles}", $"GET {Roles}log-writer"],
            Metadata.Sent.Select(sent => $"{sent.Method} {sent.Url}"));
        Assert.Equal("21600", Metadata.Sent[0].Header("X-aliyun-ecs-metadata-token-ttl-seconds"));
        Assert.Equal(["a-token", "a-token"], Metadata.Sent.Skip(1).Select(sent => sent.Header("X-aliyun-ecs-metadata-token")));
        Assert.Empty(_scenario.Network.Sent);
    }

    [Fact]
    public async Task A_role_that_is_named_is_not_asked_for()
    {
        _scenario.Set("ALIBABA_CLOUD_ECS_METADATA", "log-writer");
        Metadata.Answer(200, new StringContent("a-token")).Answer(200, new StringContent(Json()));

        await GetAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal($"{Roles}log-writer", Metadata.Sent[1].Url);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Without_tokens_it_is_asked_as_of_old(int status)
    {
        Metadata.Answer(status).Answer(200, new StringContent("log-writer")).Answer(200, new StringContent(Json()));

        Assert.Equal("STS.1", (await GetAsync(_scenario.Sources.FromInstanceRole())).AccessKeyId);
        Assert.All(Metadata.Sent.Skip(1), sent => Assert.Null(sent.Header("X-aliyun-ecs-metadata-token")));
    }

    [Fact]
    public async Task Without_tokens_it_is_not_asked_where_only_they_are_allowed()
    {
        _scenario.Set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
        Metadata.Answer(404);

        var failure = await FailureAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal("the ECS instance role: its metadata service answered 404 to the request for a token, and ALIBABA_CLOUD_IMDSV1_DISABLED is true", failure.Message);
        Assert.Single(Metadata.Sent);
    }

    [Fact]
    public async Task It_is_not_asked_where_that_is_forbidden()
    {
        _scenario.Set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "True");

        var failure = await FailureAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal("the ECS instance role: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true", failure.Message);
        Assert.True(failure.LetsNextAnswer);
        Assert.Empty(Metadata.Sent);
    }

    [Fact]
    public async Task Nobody_at_home_costs_one_short_try_and_none_for_a_while()
    {
        var provider = _scenario.Sources.FromInstanceRole();
        Metadata.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));

        var failure = await FailureAsync(provider);
        _scenario.Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        await FailureAsync(provider);

        Assert.Equal("the ECS instance role: no connection to 100.100.100.200 within 1 s; this is no ECS instance, or its metadata service is off", failure.Message);
        Assert.True(failure.LetsNextAnswer);
        Assert.Single(Metadata.Sent);
    }

    [Fact]
    public async Task A_service_that_hangs_is_left_after_its_time()
    {
        Metadata.Hang();
        Metadata.Answer(404);

        var get = GetAsync(_scenario.Sources.FromInstanceRole());
        await Metadata.Hanging.Task.WithDeadline("the request for a token");
        _scenario.Time.Advance(TimeSpan.FromSeconds(2));

        // As of old, since tokens may be kept from containers.
        var failure = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get);
        Assert.Equal("the ECS instance role: this instance has no RAM role; attach one", failure.Message);
    }

    [Fact]
    public async Task An_instance_without_a_role_says_so()
    {
        Metadata.Answer(200, new StringContent("a-token")).Answer(404);

        var failure = await FailureAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal("the ECS instance role: this instance has no RAM role; attach one", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Theory]
    [InlineData(500, "log-writer", "its metadata service answered 500 to the question for the role's name")]
    [InlineData(200, "<html>not one word</html>", "its metadata service answered unreadably to the question for the role's name")]
    [InlineData(200, "", "its metadata service answered unreadably to the question for the role's name")]
    public async Task A_name_that_is_none_is_not_used(int status, string body, string reason)
    {
        Metadata.Answer(200, new StringContent("a-token")).Answer(status, new StringContent(body));

        Assert.Equal($"the ECS instance role: {reason}", (await FailureAsync(_scenario.Sources.FromInstanceRole())).Message);
    }

    [Fact]
    public async Task A_name_leads_nowhere_else()
    {
        Metadata.Answer(200, new StringContent("a-token")).Answer(200, new StringContent("../../user-data?x=")).Answer(404);

        await FailureAsync(_scenario.Sources.FromInstanceRole());

        Assert.Equal($"{Roles}..%2F..%2Fuser-data%3Fx%3D", Metadata.Sent[2].Url);
    }

    [Fact]
    public async Task They_are_refreshed_with_a_token_of_its_own()
    {
        var provider = _scenario.Sources.FromInstanceRole();
        Metadata.Answer(200, new StringContent("t1")).Answer(200, new StringContent("log-writer")).Answer(200, new StringContent(Json()));
        await GetAsync(provider);
        Metadata.Answer(200, new StringContent("t2")).Answer(200, new StringContent("log-writer")).Answer(200, new StringContent(Json("STS.2", "2026-03-01T19:00:00Z")));

        _scenario.Time.Advance(TimeSpan.FromHours(6));

        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
    }
}
