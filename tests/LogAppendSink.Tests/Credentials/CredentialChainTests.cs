using LogAppendSink.Stores;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

public sealed class CredentialChainTests : IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";

    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task The_places_are_asked_in_the_documented_order()
    {
        // Everything is set up; then one after the other goes.
        await using var server = Server(200, Json("STS.uri", "2099-01-01T00:00:00Z"));
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        var cli = _scenario.Write(".aliyun/config.json", """{"profiles":[{"name":"default","mode":"AK","access_key_id":"LTAI.cli","access_key_secret":"x"}]}""");
        var sdk = _scenario.Write(".alibabacloud/credentials", "[default]\naccess_key_id=LTAI.sdk\naccess_key_secret=x\n");
        var ossutil = _scenario.Write(".ossutilconfig", "[Credentials]\naccessKeyID=LTAI.ossutil\naccessKeySecret=x\n");
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE", _scenario.Write("token", "T"));
        _scenario.Network.Answer(200, new StringContent(StsJson("STS.oidc")));
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent("role")).Answer(200, new StringContent(Json("STS.ecs")));

        var order = new List<string> { await FirstAsync() };
        _scenario.Variables.Remove("OSS_ACCESS_KEY_ID");
        order.Add(await FirstAsync());
        foreach (var file in new[] { cli, sdk, ossutil })
        {
            File.Delete(file);
            order.Add(await FirstAsync());
        }

        _scenario.Variables.Remove("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
        order.Add(await FirstAsync());
        _scenario.Set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true", "ALIBABA_CLOUD_CREDENTIALS_URI", server.Address);
        order.Add((await GetAsync(_scenario.RealSources.DefaultChain())).AccessKeyId);

        Assert.Equal(["LTAI.env", "LTAI.cli", "LTAI.sdk", "LTAI.ossutil", "STS.oidc", "STS.ecs", "STS.uri"], order);
    }

    [Fact]
    public async Task When_nobody_answers_each_place_is_named_with_its_reason_and_the_fix()
    {
        _scenario.DirectNetwork.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));

        var failure = await FailureAsync(_scenario.Sources.DefaultChain());

        Assert.Equal(
            "No credentials: AccessKeyId and AccessKeySecret are not set, and nobody else has any: "
            + "(1) the environment: neither OSS_ACCESS_KEY_ID with OSS_ACCESS_KEY_SECRET nor ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET is set; "
            + $"(2) the profile file {_scenario.PathOf(".aliyun/config.json")}: there is no such file; "
            + $"(3) the profile file {_scenario.PathOf(".alibabacloud/credentials")}: there is no such file; "
            + $"(4) the profile file {_scenario.PathOf(".ossutilconfig")}: there is no such file; "
            + "(5) OIDC (RRSA): ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set; "
            + "(6) the ECS instance role: no connection to 100.100.100.200 within 1 s; this is no ECS instance, or its metadata service is off; "
            + "(7) the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set. "
            + "Set AccessKeyId and AccessKeySecret, or set up one of these",
            failure.Message);
    }

    [Fact]
    public async Task The_application_hears_it_in_the_words_of_every_other_trouble()
    {
        _scenario.DirectNetwork.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));
        using var store = new OssStoreScenario(credentials: _scenario.Sources.DefaultChain());

        var error = OssStoreScenario.ErrorOf(await store.AppendAsync());

        Assert.Equal(StoreErrorKind.NoCredentials, error.Kind);
        Assert.StartsWith(
            "OSS cannot be asked for the append to 'logs/web 1.clef' in bucket 'acme-logs': No credentials: AccessKeyId and AccessKeySecret are not set, and nobody else has any: (1) ",
            error.Describe(),
            StringComparison.Ordinal);
        Assert.EndsWith("Set AccessKeyId and AccessKeySecret, or set up one of these.", error.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_is_set_up_and_fails_ends_the_search()
    {
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE", _scenario.Write("token", "TopToken"));
        _scenario.Network.Answer(503, new StringContent(StsError("ServiceUnavailable")));

        var failure = await FailureAsync(_scenario.Sources.DefaultChain());

        // The instance's role is another's: it is not asked.
        Assert.Empty(_scenario.DirectNetwork.Sent);
        Assert.StartsWith("No credentials: AccessKeyId and AccessKeySecret are not set, and the first other place that is set up fails: (1) the environment: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "(5) OIDC (RRSA): STS refused AssumeRoleWithOIDC: 503 ServiceUnavailable (request 6894B13B-6D71-4EF5-88FA-F32781734A7F). "
            + "Mend the last of these, or set AccessKeyId and AccessKeySecret",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_answered_is_remembered_and_told()
    {
        var chain = _scenario.Sources.DefaultChain();
        var before = chain.ToString();
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent("role")).Answer(200, new StringContent(Json()));
        await GetAsync(chain);

        // A variable that comes later changes nobody's identity.
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");

        Assert.Equal("STS.1", (await GetAsync(chain)).AccessKeyId);
        Assert.Equal(("default chain (nobody has answered yet)", "default chain (answered by the ECS instance role)"), (before, chain.ToString()));
    }

    [Fact]
    public async Task Who_answered_and_is_gone_is_replaced()
    {
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        var chain = _scenario.Sources.DefaultChain();
        await GetAsync(chain);
        _scenario.Variables.Clear();
        _scenario.Write(".ossutilconfig", "[Credentials]\naccessKeyID=LTAI.ossutil\naccessKeySecret=x\n");

        Assert.Equal("LTAI.ossutil", (await GetAsync(chain)).AccessKeyId);
    }

    [Fact]
    public async Task Who_answered_and_fails_later_is_not_replaced_by_somebody_else()
    {
        var chain = _scenario.Sources.DefaultChain();
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent("role")).Answer(200, new StringContent(Json()));
        await GetAsync(chain);
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        _scenario.Time.Advance(TimeSpan.FromHours(6));
        _scenario.DirectNetwork.Fail(new HttpRequestException(HttpRequestError.ConnectionError, "no"));

        var failure = await FailureAsync(chain);

        Assert.Equal(
            "the ECS instance role: the credentials expired at 2026-03-01 13:00:00Z and cannot be renewed: "
            + "100.100.100.200 cannot be reached (ConnectionError); this is no ECS instance, or its metadata service is off",
            failure.Message);
    }

    [Fact]
    public async Task What_the_store_refuses_is_renewed_where_it_came_from()
    {
        var chain = _scenario.Sources.DefaultChain();
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent("role")).Answer(200, new StringContent(Json()));
        var refused = await GetAsync(chain);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent("role")).Answer(200, new StringContent(Json("STS.2")));

        Assert.True(chain.Renew(refused));
        Assert.Equal("STS.2", (await GetAsync(chain)).AccessKeyId);
    }

    private async Task<string> FirstAsync() => (await GetAsync(_scenario.Sources.DefaultChain())).AccessKeyId;
}
