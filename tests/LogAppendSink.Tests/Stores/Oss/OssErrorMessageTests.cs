using LogAppendSink.Credentials;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Error messages, except those for appends, which are in the tables of LogAppendSink.Http.Tests.</summary>
public class OssErrorMessageTests
{
    private const string Request = " (request 5C3D8D2A0ACA54D87B43).";

    [Fact]
    public async Task Hint_of_a_refused_HEAD_names_both_permissions()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerHeadError(403, "AccessDenied");

        Assert.EndsWith("Check that the access key has the permission oss:PutObject and oss:GetObject on this key.", ErrorOf(await scenario.DescribeAsync()).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hint_of_a_refused_listing_names_the_permission_to_list()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(403, "AccessDenied");

        var error = StoreAssert.Failed(await scenario.Store.ListAsync("logs/", continuation: null, CancellationToken.None));

        Assert.Equal(
            $"OSS refused the listing of bucket 'acme-logs': 403 AccessDenied{Request} Check that the access key has the permission oss:ListObjects on the bucket.", error.Describe());
    }

    [Fact]
    public async Task Hint_of_a_refused_read_names_the_permission_to_read()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(403, "AccessDenied");

        Assert.EndsWith(" Check that the access key has the permission oss:GetObject on this key.", ErrorOf(await scenario.ReadAsync()).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hint_of_a_refused_seal_names_the_permission_to_seal()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(403, "AccessDenied");

        var error = StoreAssert.Failed(await scenario.Store.SealAsync(Key, position: 6, CancellationToken.None));

        Assert.EndsWith(" Check that the access key has the permission oss:SealAppendObject on this key.", error.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", true)]
    [InlineData("https://oss-cn-hangzhou.aliyuncs.com", false)]
    [InlineData("http://127.0.0.1:9000", false)]
    public async Task Hint_names_https_when_the_endpoint_is_http(string endpoint, bool isNamed)
    {
        using var scenario = new OssStoreScenario(options => (options.Endpoint, options.Region, options.AllowUnencryptedEndpoint) = (endpoint, "cn-hangzhou", true));
        scenario.Network.AnswerHeadError(403, "AccessDenied");

        var message = ErrorOf(await scenario.DescribeAsync()).Describe();

        Assert.Equal(isNamed, message.EndsWith(" on this key. If the bucket's policy refuses http, use https in Endpoint.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hint_of_a_HEAD_names_the_endpoint_of_the_bucket()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerHeadError(403, "AccessDenied", "<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>");

        Assert.EndsWith("Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint.", ErrorOf(await scenario.DescribeAsync()).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hint_names_the_region_when_it_was_set()
    {
        using var scenario = new OssStoreScenario(options => options.Region = "cn-hangzhou");
        scenario.Network.AnswerError(403, "AccessDenied", extra: "<Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint>");

        Assert.EndsWith(
            "Set Endpoint to 'oss-cn-beijing.aliyuncs.com', the bucket's endpoint. Also set Region to 'cn-beijing'.", ErrorOf(await scenario.AppendAsync()).Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SignatureDoesNotMatch", "Check AccessKeySecret.")]
    [InlineData("NoSuchBucket", "Check Bucket and Endpoint; this library never creates buckets.")]
    public async Task Hint_names_no_region_when_none_is_set(string code, string hint)
    {
        using var scenario = new OssStoreScenario(options => (options.Endpoint, options.SignatureVersion) = ("127.0.0.1:9000", OssSignatureVersion.V1));
        scenario.Network.AnswerError(403, code);

        Assert.EndsWith(hint, ErrorOf(await scenario.AppendAsync()).Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessDenied")]
    [InlineData("InvalidAccessKeyId")]
    [InlineData("SignatureDoesNotMatch")]
    [InlineData("SecurityTokenExpired")]
    public async Task Message_names_the_source_of_the_access_key(string code)
    {
        var found = new EnvironmentCredentials(name => name is "OSS_ACCESS_KEY_ID" or "OSS_ACCESS_KEY_SECRET" ? "TopSecret" : null);
        using var scenario = new OssStoreScenario(credentials: found);
        scenario.Network.AnswerError(403, code);

        var message = ErrorOf(await scenario.AppendAsync()).Describe();

        Assert.EndsWith("The access key came from the environment variables OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_omits_the_signature_in_the_response()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(
            403, "SignatureDoesNotMatch", extra: "<StringToSign>OSS4-HMAC-SHA256 TopString</StringToSign><SignatureProvided>TopSignature</SignatureProvided>");

        var error = ErrorOf(await scenario.AppendAsync());

        Assert.DoesNotContain("Top", error.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain("Top", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: Sun, 01 Mar 2026 07:02:00 GMT", 90.0)]
    [InlineData("Retry-After: Sun, 01 Mar 2026 06:00:00 GMT", 0.0)] // already in the past
    public async Task Pause_is_computed_by_the_stores_clock_when_RetryAfter_is_a_date(string header, double seconds)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.AnswerError(503, "ServiceUnavailable", headers: [header, "Date: Sun, 01 Mar 2026 07:00:30 GMT"]);

        Assert.Equal(seconds, ErrorOf(await scenario.AppendAsync()).RetryAfter?.TotalSeconds);
    }
}
