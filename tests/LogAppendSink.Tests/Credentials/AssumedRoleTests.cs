using System.Net;
using LogAppendSink.Credentials;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using static LogAppendSink.Tests.Credentials.CredentialsScenario;

namespace LogAppendSink.Tests.Credentials;

public sealed class AssumedRoleTests : IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";

    private readonly CredentialsScenario _scenario = new();

    private StubHandler Sts => _scenario.Network;

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void A_call_is_signed_as_the_documentations_example()
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
    public async Task A_role_is_taken_on_with_a_signed_call()
    {
        Sts.Answer(200, new StringContent(StsJson()));
        var provider = Provider(new AssumedRole { RoleArn = RoleArn, Policy = "{\"Version\":\"1\"}", ExternalId = "x-1", Duration = TimeSpan.FromMinutes(30), SessionName = "shop" });

        var credentials = await GetAsync(provider);

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
        Assert.Equal($"role {RoleArn}", credentials.Origin);
        var sent = Assert.Single(Sts.Sent);
        Assert.StartsWith("https://sts.aliyuncs.com/?Action=AssumeRole&", sent.Url, StringComparison.Ordinal);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("application/x-www-form-urlencoded", sent.Header("Content-Type"));
        var (query, form) = (Parsed(new Uri(sent.Url).Query[1..]), Parsed(OssStoreScenario.TextOf(sent.Body)));
        Assert.Equal(
            new Dictionary<string, string> { ["RoleArn"] = RoleArn, ["RoleSessionName"] = "shop", ["DurationSeconds"] = "1800", ["Policy"] = "{\"Version\":\"1\"}", ["ExternalId"] = "x-1" },
            form);
        Assert.Equal(("2026-03-01T07:00:00Z", "2015-04-01", "JSON", "LTAI1", "HMAC-SHA1", "1.0"),
            (query["Timestamp"], query["Version"], query["Format"], query["AccessKeyId"], query["SignatureMethod"], query["SignatureVersion"]));
        Assert.Equal(query["Signature"], RpcSignature.Of("POST", query.Where(pair => pair.Key != "Signature").Concat(form), "CallersSecret"));
    }

    [Fact]
    public async Task The_call_is_one_small_request_over_the_wire()
    {
        await using var server = Server(200, StsJson(expiration: "2099-01-01T00:00:00Z"));

        var credentials = await GetAsync(CredentialsProvider.AssumeRole(
            CredentialsProvider.FromKey("LTAI1", "CallersSecret"), new AssumedRole { RoleArn = RoleArn, StsEndpoint = server.Address }));

        Assert.Equal("STS.1", credentials.AccessKeyId);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("/?Action=AssumeRole&Version=2015-04-01&Format=JSON&", request.Target, StringComparison.Ordinal);
        Assert.Equal(RoleArn, Parsed(request.Body)["RoleArn"]);
        Assert.Equal(["Content-Length", "Content-Type", "Host"], request.Headers.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("CallersSecret", $"{request.Target} {request.Body}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_may_be_taken_on_from_another()
    {
        Sts.Answer(200, new StringContent(StsJson()));
        var caller = new FixedCredentials(new OssCredentials("STS.0", "CallersSecret", "CallersToken"));

        await GetAsync(_scenario.Sources.AssumeRole(caller, new AssumedRole { RoleArn = RoleArn }));

        Assert.Equal("CallersToken", Parsed(new Uri(Sts.Sent[0].Url).Query[1..])["SecurityToken"]);
    }

    [Fact]
    public async Task No_two_calls_bear_the_same_nonce()
    {
        Sts.Answer(200, new StringContent(StsJson())).Answer(200, new StringContent(StsJson("STS.2", "2026-03-01T10:00:00Z")));
        var provider = Provider(new AssumedRole { RoleArn = RoleArn });
        await GetAsync(provider);
        _scenario.Time.Advance(TimeSpan.FromHours(1));

        await GetAsync(provider);

        Assert.Equal(2, Sts.Sent.Select(sent => Parsed(new Uri(sent.Url).Query[1..])["SignatureNonce"]).Distinct().Count());
    }

    [Fact]
    public async Task A_refusal_is_told_by_its_code_and_request_alone()
    {
        Sts.Answer(403, new StringContent(StsError("NoPermission")));

        var failure = await FailureAsync(Provider(new AssumedRole { RoleArn = RoleArn }));

        Assert.Equal($"role {RoleArn}: STS refused AssumeRole: 403 NoPermission (request 6894B13B-6D71-4EF5-88FA-F32781734A7F)", failure.Message);
        Assert.False(failure.LetsNextAnswer);
    }

    [Fact]
    public async Task A_refused_time_is_corrected_once_from_the_answer()
    {
        Sts.Answer(400, new StringContent(StsError("InvalidTimeStamp.Expired")), "Date: Sun, 01 Mar 2026 09:30:00 GMT").Answer(200, new StringContent(StsJson()));

        await GetAsync(Provider(new AssumedRole { RoleArn = RoleArn }));

        Assert.Equal(["2026-03-01T07:00:00Z", "2026-03-01T09:30:00Z"], Sts.Sent.Select(sent => Parsed(new Uri(sent.Url).Query[1..])["Timestamp"]));
    }

    [Fact]
    public async Task A_password_in_the_address_of_a_proxy_is_told_to_nobody()
    {
        Sts.Fail(new HttpRequestException(HttpRequestError.ProxyTunnelError, "The proxy tunnel request to proxy 'http://alice:TopSecret@127.0.0.1:8080/' failed."));

        Assert.Equal($"role {RoleArn}: sts.aliyuncs.com cannot be reached (ProxyTunnelError)", (await FailureAsync(Provider(new AssumedRole { RoleArn = RoleArn }))).Message);
    }

    [Theory]
    [InlineData("", "logs", 3600, "sts.aliyuncs.com", "RoleArn is not set; set the role's ARN, e.g. 'acs:ram::1234567890123456:role/log-writer'.")]
    [InlineData("x", "a b", 3600, "sts.aliyuncs.com", "SessionName is 'a b'; use 2 to 64 letters, digits and '.', '@', '-', '_'.")]
    [InlineData("x", "logs", 899, "sts.aliyuncs.com", "Duration is 00:14:59; set it from 00:15:00 to 12:00:00.")]
    [InlineData("x", "logs", 43201, "sts.aliyuncs.com", "Duration is 12:00:01; set it from 00:15:00 to 12:00:00.")]
    [InlineData("x", "logs", 3600, "http://sts.aliyuncs.com", "StsEndpoint is 'http://sts.aliyuncs.com'; set a host without path or query, by https unless it is loopback, e.g. 'sts.cn-hangzhou.aliyuncs.com'.")]
    [InlineData("x", "logs", 3600, "sts.aliyuncs.com/x", "StsEndpoint is 'sts.aliyuncs.com/x'; set a host without path or query, by https unless it is loopback, e.g. 'sts.cn-hangzhou.aliyuncs.com'.")]
    public void A_role_that_cannot_work_is_refused(string arn, string session, int seconds, string endpoint, string message)
    {
        var role = new AssumedRole { RoleArn = arn, SessionName = session, Duration = TimeSpan.FromSeconds(seconds), StsEndpoint = endpoint };

        var exception = Assert.Throws<ArgumentException>(() => CredentialsProvider.AssumeRole(new FixedCredentials(new OssCredentials("a", "b")), role));

        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environments_key_takes_on_the_environments_role()
    {
        _scenario.Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI1", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "TopSecret", "ALIBABA_CLOUD_ROLE_ARN", RoleArn);
        _scenario.Set("ALIBABA_CLOUD_ROLE_SESSION_NAME", "shop", "ALIBABA_CLOUD_STS_REGION", "cn-hangzhou", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true");
        Sts.Answer(200, new StringContent(StsJson()));

        Assert.Equal("STS.1", (await GetAsync(_scenario.Sources.FromEnvironment())).AccessKeyId);
        Assert.StartsWith("https://sts-vpc.cn-hangzhou.aliyuncs.com/?", Sts.Sent[0].Url, StringComparison.Ordinal);
        Assert.Equal("shop", Parsed(OssStoreScenario.TextOf(Sts.Sent[0].Body))["RoleSessionName"]);
    }

    [Fact]
    public async Task The_environments_role_is_not_the_keys_where_a_token_opens_it()
    {
        _scenario.Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI1", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "TopSecret");
        _scenario.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/var/run/token");

        Assert.Equal("LTAI1", (await GetAsync(_scenario.Sources.FromEnvironment())).AccessKeyId);
    }

    [Fact]
    public async Task The_OSS_SDKs_variables_know_no_role()
    {
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "TopSecret", "ALIBABA_CLOUD_ROLE_ARN", RoleArn);

        Assert.Equal("LTAI1", (await GetAsync(_scenario.Sources.FromEnvironment())).AccessKeyId);
    }

    internal static Dictionary<string, string> Parsed(string form) =>
        form.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    private ICredentialsProvider Provider(AssumedRole role) =>
        _scenario.Sources.AssumeRole(new FixedCredentials(new OssCredentials("LTAI1", "CallersSecret")), role);
}
