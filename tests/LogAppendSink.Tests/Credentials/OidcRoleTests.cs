using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>Roles without a reachable STS; responses of STS are tested in LogAppendSink.Http.Tests.</summary>
public sealed class OidcRoleTests : IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";
    private const string ProviderArn = "acs:ram::123:oidc-provider/ack-rrsa";

    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Region_cannot_change_the_host()
    {
        SetUp("token");
        _scenario.Set("ALIBABA_CLOUD_STS_REGION", "evil.example.com/");

        Assert.Equal("OIDC (RRSA): the STS region 'evil.example.com/' is invalid; set a region id, e.g. 'cn-hangzhou'", (
            await FailureAsync(_scenario.Sources.FromOidc())).Message);
        Assert.Empty(_scenario.Network.Sent);
    }

    [Fact]
    public async Task Missing_variables_are_named()
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
    public async Task Unreadable_token_is_reported(string? text, string reason)
    {
        var file = SetUp(text == "huge" ? new string('x', 20_001) : text);

        Assert.Equal($"OIDC (RRSA): the token file {file} {reason}", (await FailureAsync(_scenario.Sources.FromOidc())).Message);
    }

    private string SetUp(string? token)
    {
        var file = token is null ? _scenario.PathOf("token") : _scenario.Write("token", token);
        _scenario.Set(
            "ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", ProviderArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE", file);
        return file;
    }
}
