using LogAppendSink.Credentials;
using Xunit;
using static LogAppendSink.Http.Tests.Credentials.CredentialServices;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Http.Tests.Credentials;

public sealed class OidcRoleTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private const string Action = "AssumeRoleWithOIDC";
    private const string RoleArn = "acs:ram::123:role/log-writer";
    private const string ProviderArn = "acs:ram::123:oidc-provider/ack-rrsa";

    private readonly CredentialServices _services = new(server);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Role_is_assumed_with_the_token_of_a_file_without_a_signature()
    {
        SetUp("TopToken 1\n");
        _services.Given(Sts(Action), 200, StsJson());

        var credentials = await GetAsync(_services.Sources.FromOidc());

        Assert.Equal(("STS.1", "OIDC (RRSA)"), (credentials.AccessKeyId, credentials.Origin));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Action"] = Action,
                ["Version"] = "2015-04-01",
                ["Format"] = "JSON",
                ["Timestamp"] = "2026-03-01T07:00:00Z",
            },
            Assert.Single(_services.Queries));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["RoleArn"] = RoleArn,
                ["RoleSessionName"] = "logappendsink",
                ["DurationSeconds"] = "3600",
                ["OIDCProviderArn"] = ProviderArn,
                ["OIDCToken"] = "TopToken 1",
            },
            Assert.Single(_services.Forms));
    }

    [Fact]
    public async Task Request_has_only_the_headers_of_its_form()
    {
        _services.Given(Sts(Action, server.Authority), 200, StsJson(expiration: "2099-01-01T00:00:00Z"));
        var file = _services.Machine.Write("token", "a.web+token/=");

        var role = new AssumedRole { RoleArn = RoleArn, StsEndpoint = server.Address };

        await GetAsync(CredentialsProvider.FromOidc(role, ProviderArn, file));

        Assert.Equal(["Content-Length", "Content-Type", "Host"], HeaderNamesOf(Assert.Single(server.Requests)));
        Assert.Equal((ProviderArn, "a.web+token/="), (_services.Forms[0]["OIDCProviderArn"], _services.Forms[0]["OIDCToken"]));
    }

    [Fact]
    public async Task Next_refresh_uses_the_new_token_of_the_file()
    {
        var file = SetUp("token 1");
        _services.GivenInOrder(Sts(Action), StsJson(), StsJson("STS.2", "2026-03-01T09:00:00Z"));
        var provider = _services.Sources.FromOidc();
        await GetAsync(provider);
        await File.WriteAllTextAsync(file, "token 2");
        _services.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal("token 2", _services.Forms[1]["OIDCToken"]);
    }

    [Theory]
    [InlineData("cn-hangzhou", null, "sts.cn-hangzhou.aliyuncs.com")]
    [InlineData("cn-hangzhou", "true", "sts-vpc.cn-hangzhou.aliyuncs.com")]
    [InlineData(null, "true", "sts.aliyuncs.com")] // The VPC host requires a region.
    public async Task Sts_is_called_at_the_endpoint_from_the_environment(string? region, string? isVpc, string host)
    {
        SetUp("token");
        _services.Machine.Set("ALIBABA_CLOUD_STS_REGION", region ?? "", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", isVpc ?? "");
        _services.Given(Sts(Action, host), 200, StsJson());

        Assert.Equal("STS.1", (await GetAsync(_services.Sources.FromOidc())).AccessKeyId);
    }

    [Fact]
    public async Task Expired_token_is_reported_and_the_next_one_is_used_after_a_pause()
    {
        var file = SetUp("TopToken");
        var provider = _services.Sources.FromOidc();
        _services.GivenRefusedOnce(Sts(Action), (400, StsError("AuthenticationFail.OIDCToken.Expired")), StsJson());

        Assert.Equal(
            $"OIDC (RRSA): STS refused AssumeRoleWithOIDC: 400 AuthenticationFail.OIDCToken.Expired (request {StsRequestId})",
            (await FailureAsync(provider)).Message);

        await File.WriteAllTextAsync(file, "TopToken 2");
        _services.Time.Advance(TimeSpan.FromMinutes(1)); // The longest first pause.
        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal(["TopToken", "TopToken 2"], _services.Forms.Select(form => form["OIDCToken"]));
    }

    private string SetUp(string token)
    {
        var file = _services.Machine.Write("token", token);
        _services.Machine.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", ProviderArn);
        _services.Machine.Set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file);
        return file;
    }
}
