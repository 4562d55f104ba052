using LogAppendSink.Credentials;
using Xunit;
using static LogAppendSink.Http.Tests.Credentials.CredentialServices;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Http.Tests.Credentials;

public sealed class AssumedRoleTests(HttpServer server) : IClassFixture<HttpServer>, IDisposable
{
    private const string RoleArn = "acs:ram::123:role/log-writer";
    private const string Policy = """{"Version":"1"}""";

    private readonly CredentialServices _services = new(server);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Role_is_assumed_with_a_signed_call()
    {
        _services.Given(Sts("AssumeRole"), 200, StsJson());
        var role = new AssumedRole
        {
            RoleArn = RoleArn,
            Policy = Policy,
            ExternalId = "x-1",
            Duration = TimeSpan.FromMinutes(30),
            SessionName = "shop",
        };

        var credentials = await GetAsync(Provider(role));

        Assert.Equal(("STS.1", "TopSecret", "TopToken"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), credentials.ExpiresAt);
        Assert.Equal($"role {RoleArn}", credentials.Origin);
        var (query, form) = (Assert.Single(_services.Queries), Assert.Single(_services.Forms));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["RoleArn"] = RoleArn,
                ["RoleSessionName"] = "shop",
                ["DurationSeconds"] = "1800",
                ["Policy"] = Policy,
                ["ExternalId"] = "x-1",
            },
            form);
        Assert.Equal(
            ("2026-03-01T07:00:00Z", "LTAI1", "HMAC-SHA1", "1.0"),
            (query["Timestamp"], query["AccessKeyId"], query["SignatureMethod"], query["SignatureVersion"]));
        var signed = query.Where(pair => pair.Key != "Signature").Concat(form);
        Assert.Equal(query["Signature"], RpcSignature.Of("POST", signed, "CallersSecret"));
    }

    [Fact]
    public async Task Request_has_only_the_headers_of_its_form()
    {
        _services.Given(Sts("AssumeRole", server.Authority), 200, StsJson(expiration: "2099-01-01T00:00:00Z"));

        await GetAsync(CredentialsProvider.AssumeRole(
            CredentialsProvider.FromKey("LTAI1", "CallersSecret"), new AssumedRole { RoleArn = RoleArn, StsEndpoint = server.Address }));

        var request = Assert.Single(server.Requests);
        Assert.Equal(["Content-Length", "Content-Type", "Host"], HeaderNamesOf(request));
        Assert.DoesNotContain("CallersSecret", $"{request.RawQuery} {request.Body}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_has_the_callers_token_when_the_caller_is_a_role()
    {
        _services.Given(Sts("AssumeRole").WithParam("SecurityToken", "CallersToken"), 200, StsJson());
        var caller = new FixedCredentials(new OssCredentials("STS.0", "CallersSecret", "CallersToken"));

        Assert.Equal("STS.1", (await GetAsync(_services.Sources.AssumeRole(caller, new AssumedRole { RoleArn = RoleArn }))).AccessKeyId);
    }

    [Fact]
    public async Task Each_call_has_a_different_nonce()
    {
        _services.GivenInOrder(Sts("AssumeRole"), StsJson(), StsJson("STS.2", "2026-03-01T10:00:00Z"));
        var provider = Provider(new AssumedRole { RoleArn = RoleArn });
        await GetAsync(provider);
        _services.Time.Advance(TimeSpan.FromHours(1));

        await GetAsync(provider);

        Assert.Equal(2, _services.Queries.Select(query => query["SignatureNonce"]).Distinct().Count());
    }

    [Theory]
    [InlineData(403, "NoPermission")]
    [InlineData(404, "EntityNotExist.Role")]
    [InlineData(400, "InvalidParameter.RoleArn")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Refusal_is_reported_with_only_its_code_and_request_id(int status, string code)
    {
        _services.Given(Sts("AssumeRole"), status, StsError(code));

        var failure = await FailureAsync(Provider(new AssumedRole { RoleArn = RoleArn }));

        Assert.Equal($"role {RoleArn}: STS refused AssumeRole: {status} {code} (request {StsRequestId})", failure.Message);
        Assert.False(failure.LetsNextAnswer);
    }

    [Fact]
    public async Task Clock_is_corrected_once_when_STS_refuses_the_time()
    {
        _services.ServerClockAhead = TimeSpan.FromHours(2.5);
        var refusal = StsError("InvalidTimeStamp.Expired");
        _services.GivenRefusedOnce(Sts("AssumeRole"), (400, refusal), StsJson(expiration: "2026-03-01T10:30:00Z"));

        var credentials = await GetAsync(Provider(new AssumedRole { RoleArn = RoleArn }));

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), credentials.ExpiresAt); // By the clock of this machine.
        Assert.Equal(["2026-03-01T07:00:00Z", "2026-03-01T09:30:00Z"], _services.Queries.Select(query => query["Timestamp"]));
    }

    [Fact]
    public async Task Role_of_the_environment_is_assumed_with_its_key_at_its_endpoint()
    {
        _services.Machine.Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI1", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "TopSecret");
        _services.Machine.Set("ALIBABA_CLOUD_ROLE_ARN", RoleArn, "ALIBABA_CLOUD_ROLE_SESSION_NAME", "shop");
        _services.Machine.Set("ALIBABA_CLOUD_STS_REGION", "cn-hangzhou", "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true");
        _services.Given(Sts("AssumeRole", "sts-vpc.cn-hangzhou.aliyuncs.com"), 200, StsJson());

        Assert.Equal("STS.1", (await GetAsync(_services.Sources.FromEnvironment())).AccessKeyId);
        Assert.Equal("shop", _services.Forms[0]["RoleSessionName"]);
    }

    private ICredentialsProvider Provider(AssumedRole role) =>
        _services.Sources.AssumeRole(new FixedCredentials(new OssCredentials("LTAI1", "CallersSecret")), role);
}
