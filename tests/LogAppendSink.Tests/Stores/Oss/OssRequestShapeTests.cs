using LogAppendSink.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssRequestShapeTests
{
    private const string Stored = "x-oss-next-append-position: 6";

    [Fact]
    public async Task Append_is_a_POST_with_its_position_in_the_query()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Answer(200, Stored);

        await scenario.AppendAsync(position: 1717);

        var sent = Assert.Single(scenario.Network.Sent);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("https://acme-logs.oss-cn-hangzhou.aliyuncs.com/logs/web%201.clef?append&position=1717", sent.Url);
        Assert.Equal("hello\n", TextOf(sent.Body));
        Assert.Equal("6", sent.Header("Content-Length"));
        Assert.Equal("application/vnd.serilog.clef", sent.Header("Content-Type"));
        Assert.Equal("20260301T070000Z", sent.Header("x-oss-date"));
        Assert.Equal("Sun, 01 Mar 2026 07:00:00 GMT", sent.Header("Date"));
        Assert.Equal("UNSIGNED-PAYLOAD", sent.Header("x-oss-content-sha256"));
        Assert.StartsWith("OSS4-HMAC-SHA256 Credential=LTAI123/20260301/cn-hangzhou/oss/aliyun_v4_request,Signature=", sent.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal(
            ["Authorization", "Content-Length", "Content-Type", "Date", "x-oss-content-sha256", "x-oss-date"],
            sent.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Request_has_the_bucket_in_the_path_when_the_store_is_local()
    {
        using var scenario = new OssStoreScenario(options =>
        {
            options.Endpoint = "127.0.0.1:9000";
            options.Region = "cn-hangzhou";
        });
        scenario.Network.Answer(200, Stored);

        await scenario.AppendAsync();

        Assert.Equal("http://127.0.0.1:9000/acme-logs/logs/web%201.clef?append&position=0", scenario.Network.Sent[0].Url);
    }

    [Fact]
    public async Task Only_the_first_append_has_the_headers_of_the_object()
    {
        using var scenario = new OssStoreScenario(options =>
        {
            options.StorageClass = "IA";
            options.ServerSideEncryption = "AES256";
            options.ObjectAcl = "private";
            options.Tags["env"] = "prod & test";
            options.Metadata["Owner"] = "order service";
        });
        scenario.Network.Answer(200, Stored).Answer(200, "x-oss-next-append-position: 12");

        await scenario.AppendAsync(position: 0);
        await scenario.AppendAsync(position: 6);

        var (creating, later) = (scenario.Network.Sent[0], scenario.Network.Sent[1]);
        Assert.Equal("IA", creating.Header("x-oss-storage-class"));
        Assert.Equal("AES256", creating.Header("x-oss-server-side-encryption"));
        Assert.Equal("private", creating.Header("x-oss-object-acl"));
        Assert.Equal("env=prod%20%26%20test", creating.Header("x-oss-tagging"));
        Assert.Equal("order service", creating.Header("x-oss-meta-owner"));
        Assert.Equal(
            ["x-oss-meta-owner", "x-oss-object-acl", "x-oss-server-side-encryption", "x-oss-storage-class", "x-oss-tagging"],
            creating.Headers.Keys.Except(later.Headers.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("web.clef", null, "application/vnd.serilog.clef")]
    [InlineData("web.log", null, "text/plain; charset=utf-8")]
    [InlineData("web.TXT", null, "text/plain; charset=utf-8")]
    [InlineData("web.json", null, "application/x-ndjson")]
    [InlineData("web.ndjson", null, "application/x-ndjson")]
    [InlineData("web.clef.gz", null, "application/gzip")]
    [InlineData("web", null, "application/octet-stream")]
    [InlineData("web.clef", "text/plain;charset=UTF-8", "text/plain;charset=UTF-8")] // sent unchanged, because it is signed
    public async Task Content_type_is_always_sent(string key, string? contentType, string expected)
    {
        using var scenario = new OssStoreScenario(options => options.ContentType = contentType);
        scenario.Network.Answer(200, Stored);

        await scenario.Store.AppendAsync(key, 6, Body, CancellationToken.None);

        Assert.Equal(expected, scenario.Network.Sent[0].Header("Content-Type"));
    }

    [Theory]
    [InlineData("a/..b/.c/d..", "/a/..b/.c/d..")] // dots, but no segment of only dots
    [InlineData("a b!*'()//c.log", "/a%20b%21%2A%27%28%29//c.log")]
    [InlineData("a~b.log", "/a~b.log")]
    [InlineData("日志+100%.log", "/%E6%97%A5%E5%BF%97%2B100%25.log")]
    public async Task Request_is_sent_with_the_signed_path(string key, string path)
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Answer(404);

        await scenario.Store.DescribeAsync(key, CancellationToken.None);

        Assert.Equal($"https://acme-logs.oss-cn-hangzhou.aliyuncs.com{path}", scenario.Network.Sent[0].Url);
    }

    [Theory]
    [InlineData("a/../b.log")]
    [InlineData("./b.log")]
    [InlineData("a/.")]
    [InlineData("..")]
    public async Task Append_is_refused_when_proxies_would_rewrite_the_key(string key)
    {
        using var scenario = new OssStoreScenario();

        var refused = Assert.IsType<AppendResult.Refused>(await scenario.Store.AppendAsync(key, 0, Body, CancellationToken.None));

        Assert.Equal(
            $"OSS refused the append to '{key}' in bucket 'acme-logs': proxies and URL libraries rewrite a key with a '.' or '..' segment, "
            + "so the request would fail or reach another object; use another key.",
            refused.Error.Describe());
        Assert.Empty(scenario.Network.Sent);
    }

    [Fact]
    public async Task Request_omits_the_bucket_when_the_endpoint_is_a_custom_domain()
    {
        using var scenario = new OssStoreScenario(options =>
        {
            options.Endpoint = "logs.example.com";
            options.Region = "cn-hangzhou";
            options.BucketAddressing = BucketAddressing.CustomDomain;
        });
        scenario.Network.Answer(200, Stored);

        await scenario.AppendAsync();

        Assert.Equal("https://logs.example.com/logs/web%201.clef?append&position=0", scenario.Network.Sent[0].Url);
    }

    [Fact]
    public async Task Version_1_of_the_signature_is_used_when_it_is_set()
    {
        using var scenario = new OssStoreScenario(options => options.SignatureVersion = OssSignatureVersion.V1);
        scenario.Network.Answer(200, Stored);

        await scenario.AppendAsync();

        var sent = scenario.Network.Sent[0];
        Assert.StartsWith("OSS LTAI123:", sent.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal(["Authorization", "Content-Length", "Content-Type", "Date"], sent.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Describe_sends_a_HEAD_without_a_body()
    {
        using var scenario = new OssStoreScenario(options => options.SecurityToken = "TopToken");
        scenario.Network.AnswerHeadError(404, "NoSuchKey");

        await scenario.DescribeAsync();

        var sent = Assert.Single(scenario.Network.Sent);
        Assert.Equal(("HEAD", "https://acme-logs.oss-cn-hangzhou.aliyuncs.com/logs/web%201.clef"), (sent.Method, sent.Url));
        Assert.Null(sent.Body);
        Assert.Equal("TopToken", sent.Header("x-oss-security-token"));
        Assert.Null(sent.Header("Content-Type"));
    }

    [Theory]
    [InlineData(OssSignatureVersion.V1)]
    [InlineData(OssSignatureVersion.V4)]
    public async Task HEAD_and_GET_have_an_unsigned_no_cache_header(OssSignatureVersion version)
    {
        using var scenario = new OssStoreScenario(options => options.SignatureVersion = version);
        scenario.Network.AnswerHeadError(404, "NoSuchKey").Answer(416).Answer(200, Stored);

        await scenario.DescribeAsync();
        await scenario.ReadAsync();
        await scenario.AppendAsync();

        // An append would store the header with the object.
        Assert.Equal(["no-cache", "no-cache", null], scenario.Network.Sent.Select(sent => sent.Header("Cache-Control")));
        Assert.DoesNotContain("cache", scenario.Network.Sent[0].Header("Authorization"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Read_requests_the_standard_range_behavior()
    {
        using var scenario = new OssStoreScenario();
        scenario.Network.Answer(416);

        await scenario.ReadAsync(lengthBytes: 6);

        var sent = Assert.Single(scenario.Network.Sent);
        Assert.Equal(("GET", "https://acme-logs.oss-cn-hangzhou.aliyuncs.com/logs/web%201.clef"), (sent.Method, sent.Url));
        Assert.Equal("bytes=100-105", sent.Header("Range"));
        Assert.Equal("standard", sent.Header("x-oss-range-behavior"));
        Assert.Null(sent.Header("Accept-Encoding")); // OSS would compress the response, and the range would differ.
    }
}
