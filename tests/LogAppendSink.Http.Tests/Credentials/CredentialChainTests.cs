using LogAppendSink.Http.Tests.Stores;
using LogAppendSink.Stores;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using Xunit;
using static LogAppendSink.Http.Tests.Credentials.CredentialServices;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Http.Tests.Credentials;

public sealed class CredentialChainTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private readonly CredentialServices _services = new(server);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Sources_are_queried_in_the_documented_order()
    {
        // All sources are configured, then removed one by one.
        var machine = _services.Machine;
        machine.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        var cli = machine.Write(
            ".aliyun/config.json",
            """{"profiles":[{"name":"default","mode":"AK","access_key_id":"LTAI.cli","access_key_secret":"x"}]}""");
        var sdk = machine.Write(".alibabacloud/credentials", "[default]\naccess_key_id=LTAI.sdk\naccess_key_secret=x\n");
        var ossutil = machine.Write(".ossutilconfig", "[Credentials]\naccessKeyID=LTAI.ossutil\naccessKeySecret=x\n");
        SetUpOidc();
        machine.Set("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:4711/creds");
        _services.Given(Sts("AssumeRoleWithOIDC"), 200, StsJson("STS.oidc"));
        _services.GivenMetadata(Json("STS.ecs"));
        _services.Given(Request.Create().WithPath("/creds"), 200, Json("STS.uri"));

        var order = new List<string> { await FirstAsync() };
        machine.Variables.Remove("OSS_ACCESS_KEY_ID");
        order.Add(await FirstAsync());
        foreach (var file in new[] { cli, sdk, ossutil })
        {
            File.Delete(file);
            order.Add(await FirstAsync());
        }

        machine.Variables.Remove("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
        order.Add(await FirstAsync());
        machine.Set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
        order.Add(await FirstAsync());

        Assert.Equal(["LTAI.env", "LTAI.cli", "LTAI.sdk", "LTAI.ossutil", "STS.oidc", "STS.ecs", "STS.uri"], order);
    }

    [Fact]
    public async Task Search_stops_at_a_configured_source_that_fails()
    {
        SetUpOidc();
        _services.Given(Sts("AssumeRoleWithOIDC"), 503, StsError("ServiceUnavailable"));

        var failure = await FailureAsync(_services.Sources.DefaultChain());

        // The role of the instance would be a different identity.
        Assert.Equal(["POST sts.aliyuncs.com/"], _services.Requests);
        Assert.StartsWith(
            "No credentials: AccessKeyId and AccessKeySecret are not set, and the first other source that is set up fails: "
            + "(1) the environment: ",
            failure.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $"(5) OIDC (RRSA): STS refused AssumeRoleWithOIDC: 503 ServiceUnavailable (request {StsRequestId}). "
            + "Fix the last of these, or set AccessKeyId and AccessKeySecret",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_is_kept_and_named_after_its_first_response()
    {
        var chain = _services.Sources.DefaultChain();
        var before = chain.ToString();
        _services.GivenMetadata(Json());
        await GetAsync(chain);

        // A variable that is set later does not change the identity of a process.
        _services.Machine.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");

        Assert.Equal("STS.1", (await GetAsync(chain)).AccessKeyId);
        Assert.Equal(
            ("default chain (no credentials yet)", "default chain (using the ECS instance role)"),
            (before, chain.ToString()));
    }

    [Fact]
    public async Task Source_is_kept_when_it_fails_later()
    {
        var chain = _services.Sources.DefaultChain();
        _services.GivenMetadata(Json());
        await GetAsync(chain);
        _services.Machine.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        _services.Time.Advance(TimeSpan.FromHours(6));
        _services.IsAway = true;

        var failure = await FailureAsync(chain);

        Assert.Equal(
            "the ECS instance role: the credentials expired at 2026-03-01 13:00:00Z and cannot be renewed: "
            + "100.100.100.200 cannot be reached (ConnectionRefused); this is not an ECS instance, or its metadata service is disabled",
            failure.Message);
    }

    [Theory]
    [InlineData("SecurityTokenExpired")]
    [InlineData("InvalidSecurityToken")]
    public async Task Token_is_refreshed_from_its_source_and_the_append_is_resent_when_OSS_refuses_the_token(string code)
    {
        var chain = _services.Sources.DefaultChain();
        _services.GivenMetadata(Json());
        await GetAsync(chain);
        server.Reset();
        _services.GivenMetadata(Json("STS.2").Replace("TopToken", "TopToken 2", StringComparison.Ordinal), token: "token-2==");
        server.Mock.Given(Request.Create().UsingPost().WithParam("append").WithHeader("x-oss-security-token", "TopToken"))
            .RespondWith(Response.Create().WithStatusCode(403).WithBody($"<Error><Code>{code}</Code></Error>"));
        server.Mock.Given(Request.Create().UsingPost().WithParam("append").WithHeader("x-oss-security-token", "TopToken 2"))
            .RespondWith(Response.Create().WithStatusCode(200).WithHeader("x-oss-next-append-position", "6"));
        _services.Time.Advance(TimeSpan.FromMinutes(1));
        using var store = new OssOverHttp(server, _services.Time, chain);

        Assert.IsType<AppendResult.Stored>(await store.AppendAsync(position: 0));
        Assert.Equal(["POST", "PUT", "GET", "GET", "POST"], server.Requests.Select(request => request.Method));
    }

    private void SetUpOidc()
    {
        _services.Machine.Set("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::123:role/log-writer", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p");
        _services.Machine.Set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", _services.Machine.Write("token", "TopToken"));
    }

    private async Task<string> FirstAsync() => (await GetAsync(_services.Sources.DefaultChain())).AccessKeyId;
}
