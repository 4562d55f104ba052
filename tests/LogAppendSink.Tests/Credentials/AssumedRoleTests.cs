using LogAppendSink.Credentials;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>Roles without a reachable STS; responses of STS are tested in LogAppendSink.Http.Tests.</summary>
public sealed class AssumedRoleTests : IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";

    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Request_signature_matches_the_documented_example()
    {
        var parameters = new Dictionary<string, string>
        {
            ["Timestamp"] = "2016-02-23T12:46:24Z",
            ["Format"] = "XML",
            ["AccessKeyId"] = "testid",
            ["Action"] = "DescribeRegions",
            ["SignatureMethod"] = "HMAC-SHA1",
            ["SignatureNonce"] = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
            ["Version"] = "2014-05-26",
            ["SignatureVersion"] = "1.0",
        };

        Assert.Equal("OLeaidS1JvxuMvnyHOwuJ+uX5qY=", RpcSignature.Of("GET", parameters, "testsecret"));
    }

    [Fact]
    public async Task Proxy_password_is_never_reported()
    {
        _scenario.Network.Fail(new HttpRequestException(
            HttpRequestError.ProxyTunnelError, "The proxy tunnel request to proxy 'http://alice:TopSecret@127.0.0.1:8080/' failed."));
        var provider = _scenario.Sources.AssumeRole(
            new FixedCredentials(new OssCredentials("LTAI1", "CallersSecret")), new AssumedRole { RoleArn = RoleArn });

        Assert.Equal($"role {RoleArn}: sts.aliyuncs.com cannot be reached (ProxyTunnelError)", (await FailureAsync(provider)).Message);
    }

    [Theory]
    [InlineData(
        "", "logs", 3600, "sts.aliyuncs.com", "RoleArn is not set; set the role's ARN, e.g. 'acs:ram::1234567890123456:role/log-writer'.")]
    [InlineData("x", "a b", 3600, "sts.aliyuncs.com", "SessionName is 'a b'; use 2 to 64 letters, digits and '.', '@', '-', '_'.")]
    [InlineData("x", "logs", 899, "sts.aliyuncs.com", "Duration is 00:14:59; set it from 00:15:00 to 12:00:00.")]
    [InlineData("x", "logs", 43201, "sts.aliyuncs.com", "Duration is 12:00:01; set it from 00:15:00 to 12:00:00.")]
    [InlineData(
        "x",
        "logs",
        3600,
        "http://sts.aliyuncs.com",
        "StsEndpoint is 'http://sts.aliyuncs.com'; set a host without path or query, by https unless it is loopback, e.g. 'sts.cn-hangzhou.aliyuncs.com'.")]
    [InlineData(
        "x",
        "logs",
        3600,
        "sts.aliyuncs.com/x",
        "StsEndpoint is 'sts.aliyuncs.com/x'; set a host without path or query, by https unless it is loopback, e.g. 'sts.cn-hangzhou.aliyuncs.com'.")]
    public void Invalid_role_is_refused(string arn, string session, int seconds, string endpoint, string message)
    {
        var role =
            new AssumedRole { RoleArn = arn, SessionName = session, Duration = TimeSpan.FromSeconds(seconds), StsEndpoint = endpoint };

        var exception = Assert.Throws<ArgumentException>(
            () => CredentialsProvider.AssumeRole(new FixedCredentials(new OssCredentials("a", "b")), role));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_is_not_assumed_with_the_key_when_an_OIDC_token_is_set()
    {
        _scenario.Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI1", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "TopSecret");
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/var/run/token");

        Assert.Equal("LTAI1", (await GetAsync(_scenario.Sources.FromEnvironment())).AccessKeyId);
    }

    [Fact]
    public async Task Role_variable_is_ignored_with_the_variables_of_the_OSS_SDKs()
    {
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "TopSecret", "ALIBABA_CLOUD_ROLE_ARN", RoleArn);

        Assert.Equal("LTAI1", (await GetAsync(_scenario.Sources.FromEnvironment())).AccessKeyId);
    }
}
