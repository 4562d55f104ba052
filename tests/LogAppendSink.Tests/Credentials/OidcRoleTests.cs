using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

public sealed class OidcRoleTests : IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";
    private const string ProviderArn = "acs:ram::123:oidc-provider/ack-rrsa";

    private readonly CredentialsScenario _scenario = new();

    private StubHandler Sts => _scenario.Network;

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task The_token_in_a_file_opens_a_role_and_nothing_is_signed()
    {
        SetUp("TopToken 1\n");
        Sts.Answer(200, new StringContent(StsJson()));

        var credentials = await GetAsync(_scenario.Sources.FromOidc());

        Assert.Equal(("STS.1", "OIDC (RRSA)"), (credentials.AccessKeyId, credentials.Origin));
        var sent = Assert.Single(Sts.Sent);
        Assert.Equal("https://sts.aliyuncs.com/?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON&Timestamp=2026-03-01T07%3A00%3A00Z", sent.Url);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["RoleArn"] = RoleArn,
                ["RoleSessionName"] = "logappendsink",
                ["DurationSeconds"] = "3600",
                ["OIDCProviderArn"] = ProviderArn,
                ["OIDCToken"] = "TopToken 1",
            },
            AssumedRoleTests.Parsed(OssStoreScenario.TextOf(sent.Body)));
    }

    [Fact]
    public async Task The_call_is_one_small_request_over_the_wire()
    {
        await using var server = Server(200, StsJson(expiration: "2099-01-01T00:00:00Z"));
        var file = _scenario.Write("token", "a.web+token/=");

        var credentials = await GetAsync(CredentialsProvider.FromOidc(new AssumedRole { RoleArn = RoleArn, StsEndpoint = server.Address }, ProviderArn, file));

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("/?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON&Timestamp=", request.Target, StringComparison.Ordinal);
        Assert.Equal((ProviderArn, "a.web+token/="), (AssumedRoleTests.Parsed(request.Body)["OIDCProviderArn"], AssumedRoleTests.Parsed(request.Body)["OIDCToken"]));
        Assert.Equal(["Content-Length", "Content-Type", "Host"], request.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_that_was_replaced_is_used_for_the_next_refresh()
    {
        var file = SetUp("token 1");
        Sts.Answer(200, new StringContent(StsJson())).Answer(200, new StringContent(StsJson("STS.2", "2026-03-01T09:00:00Z")));
        var provider = _scenario.Sources.FromOidc();
        await GetAsync(provider);
        await File.WriteAllTextAsync(file, "token 2");
        _scenario.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("STS.2", (await GetAsync(provider)).AccessKeyId);
        Assert.Equal("token 2", AssumedRoleTests.Parsed(OssStoreScenario.TextOf(Sts.Sent[1].Body))["OIDCToken"]);
    }

    [Theory]
    [InlineData("cn-hangzhou", null, "sts.cn-hangzhou.aliyuncs.com")]
    [InlineData("cn-hangzhou", "true", "sts-vpc.cn-hangzhou.aliyuncs.com")]
    [InlineData(null, "true", "sts.aliyuncs.com")] // a VPC's host has a region in it
    public async Task STS_is_asked_where_the_environment_says(string? region, string? isVpc, string host)
    {
        SetUp("token");
        _scenario.Set("ALIBABA_CLOUD_STS_REGION", region ?? "", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", isVpc ?? "");
        Sts.Answer(200, new StringContent(StsJson()));

        await GetAsync(_scenario.Sources.FromOidc());

        Assert.Equal(host, new Uri(Sts.Sent[0].Url).Host);
    }

    [Fact]
    public async Task A_region_is_no_way_to_another_host()
    {
        SetUp("token");
        _scenario.Set("ALIBABA_CLOUD_STS_REGION", "evil.example.com/");

        Assert.Equal("OIDC (RRSA): the STS region 'evil.example.com/' is none; set a region id, e.g. 'cn-hangzhou'", (await FailureAsync(_scenario.Sources.FromOidc())).Message);
        Assert.Empty(Sts.Sent);
    }

    [Fact]
    public async Task Variables_that_are_missing_are_named()
    {
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn);

        var failure = await FailureAsync(_scenario.Sources.FromOidc());

        Assert.Equal("OIDC (RRSA): ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Theory]
    [InlineData(null, "cannot be read (FileNotFoundException)")]
    [InlineData("", "is empty")]
    [InlineData("huge", "cannot be read (IOException)")]
    public async Task A_token_that_cannot_be_read_is_told(string? text, string reason)
    {
        var file = SetUp(text == "huge" ? new string('x', 20_001) : text);

        Assert.Equal($"OIDC (RRSA): the token file {file} {reason}", (await FailureAsync(_scenario.Sources.FromOidc())).Message);
    }

    [Fact]
    public async Task A_refusal_is_told_by_its_code_and_request_alone()
    {
        SetUp("TopToken");
        Sts.Answer(400, new StringContent(StsError("AuthenticationFail.OIDCToken.Expired")));

        Assert.Equal(
            "OIDC (RRSA): STS refused AssumeRoleWithOIDC: 400 AuthenticationFail.OIDCToken.Expired (request 6894B13B-6D71-4EF5-88FA-F32781734A7F)",
            (await FailureAsync(_scenario.Sources.FromOidc())).Message);
    }

    private string SetUp(string? token)
    {
        var file = token is null ? _scenario.PathOf("token") : _scenario.Write("token", token);
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", ProviderArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE", file);
        return file;
    }
}
