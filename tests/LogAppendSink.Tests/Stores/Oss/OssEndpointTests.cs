using LogAppendSink.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssEndpointTests
{
    [Theory]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", null, "https", "acme-logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou")] // public
    [InlineData("oss-cn-hangzhou-internal.aliyuncs.com", null, "https", "acme-logs.oss-cn-hangzhou-internal.aliyuncs.com", false, "cn-hangzhou")] // VPC
    [InlineData("cn-hangzhou.oss.aliyuncs.com", null, "https", "acme-logs.cn-hangzhou.oss.aliyuncs.com", false, "cn-hangzhou")] // dual stack
    [InlineData("oss-ap-southeast-1.aliyuncs.com", null, "https", "acme-logs.oss-ap-southeast-1.aliyuncs.com", false, "ap-southeast-1")]
    [InlineData("OSS-CN-Hangzhou.aliyuncs.com", null, "https", "acme-logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou")] // host names are case-insensitive
    [InlineData("https://oss-cn-hangzhou.aliyuncs.com/", null, "https", "acme-logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou")]
    [InlineData("  oss-cn-hangzhou.aliyuncs.com\n", null, "https", "acme-logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou")] // white space from a file is trimmed
    [InlineData("oss-cn-hangzhou.aliyuncs.com", "cn-beijing", "https", "acme-logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-beijing")] // an explicit region has precedence
    [InlineData("oss-accelerate.aliyuncs.com", "cn-hangzhou", "https", "acme-logs.oss-accelerate.aliyuncs.com", false, "cn-hangzhou")]
    [InlineData("files.example.com", " cn-hangzhou ", "https", "acme-logs.files.example.com", false, "cn-hangzhou")]
    [InlineData("https://10.0.0.7:9000", "cn-hangzhou", "https", "10.0.0.7:9000", true, "cn-hangzhou")] // an IP address has no sub-domains
    [InlineData("http://127.0.0.1:9000", "cn-hangzhou", "http", "127.0.0.1:9000", true, "cn-hangzhou")]
    [InlineData("127.0.0.1:9000", "cn-hangzhou", "http", "127.0.0.1:9000", true, "cn-hangzhou")] // loopback without a scheme
    [InlineData("localhost:9000", "cn-hangzhou", "http", "localhost:9000", true, "cn-hangzhou")]
    [InlineData("https://localhost", "cn-hangzhou", "https", "localhost", true, "cn-hangzhou")]
    [InlineData("[::1]:9000", "cn-hangzhou", "http", "[::1]:9000", true, "cn-hangzhou")]
    public void Endpoint_determines_the_address_and_the_region(
        string endpoint, string? region, string scheme, string authority, bool isPathStyle, string signedRegion)
    {
        var options = OptionsFor(endpoint, region);

        var errors = OssEndpoint.Errors(options).ToList();
        var result = OssEndpoint.Create(options);

        Assert.Empty(errors);
        Assert.Equal(scheme, result.Scheme);
        Assert.Equal(authority, result.Authority);
        Assert.Equal(isPathStyle, result.IsPathStyle);
        Assert.Equal(signedRegion, result.Region);
        Assert.Equal("acme-logs", result.Bucket);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost:1", true)]
    [InlineData("[::1]", true)]
    [InlineData("https://10.0.0.7", false)]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", false)]
    public void Endpoint_is_local_only_when_it_is_loopback(string endpoint, bool isLoopback)
    {
        Assert.Equal(isLoopback, OssEndpoint.Create(OptionsFor(endpoint, "cn-hangzhou")).IsLoopback);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Endpoint_is_required(string? endpoint)
    {
        AssertRefused("Endpoint is not set; set it, e.g. to 'oss-cn-hangzhou.aliyuncs.com'.", OptionsFor(endpoint));
    }

    [Theory]
    [InlineData("ftp://oss-cn-hangzhou.aliyuncs.com")]
    [InlineData("https://oss-cn-hangzhou.aliyuncs.com/logs")]
    [InlineData("https://oss-cn-hangzhou.aliyuncs.com/?***")] // any query
    [InlineData("https://oss-cn-hangzhou.aliyuncs.com/#x")]
    [InlineData("https://")]
    [InlineData("oss cn")]
    public void Endpoint_is_refused_when_it_is_more_than_a_host(string endpoint)
    {
        AssertRefused(
            $"Endpoint is '{endpoint}'; set a host, optionally with http:// or https://, but without path, query or user, e.g. 'oss-cn-hangzhou.aliyuncs.com'.",
            OptionsFor(endpoint));
    }

    [Theory]
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", false, false)]
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", true, true)]
    [InlineData("http://10.0.0.7:9000", false, false)]
    [InlineData("http://127.0.0.1:9000", false, true)]
    [InlineData("http://localhost:9000", false, true)]
    [InlineData("http://[::1]:9000", false, true)]
    public void Unencrypted_endpoint_is_refused_unless_it_is_allowed(string endpoint, bool isAllowed, bool isAccepted)
    {
        var options = OptionsFor(endpoint, "cn-hangzhou");
        options.AllowUnencryptedEndpoint = isAllowed;

        var errors = OssEndpoint.Errors(options);

        string[] expected = isAccepted ? [] : [$"Endpoint is '{endpoint}', which sends logs unencrypted; use https, or set AllowUnencryptedEndpoint to true."];
        Assert.Equal(expected, errors);
    }

    [Theory]
    [InlineData("files.example.com")]
    [InlineData("oss-accelerate.aliyuncs.com")]
    [InlineData("oss-accelerate-overseas.aliyuncs.com")]
    [InlineData("oss-cn-hangzhou.example.aliyuncs.com")] // a region has no dot
    [InlineData("127.0.0.1:9000")]
    public void Region_is_required_when_the_endpoint_does_not_contain_it(string endpoint)
    {
        AssertRefused($"Region is not set, and Endpoint '{endpoint}' does not contain it; set it, e.g. to 'cn-hangzhou'.", OptionsFor(endpoint));
    }

    [Fact]
    public void Endpoint_is_refused_when_it_contains_the_bucket()
    {
        AssertRefused(
            "Endpoint 'acme-logs.oss-cn-hangzhou.aliyuncs.com' contains the bucket 'acme-logs'; remove it, because each request adds it.",
            OptionsFor("acme-logs.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou"));
    }

    [Fact]
    public void Dual_stack_endpoint_is_refused_when_it_contains_the_bucket()
    {
        AssertRefused(
            "Endpoint 'acme-logs.cn-hangzhou.oss.aliyuncs.com' contains the bucket 'acme-logs'; remove it, because each request adds it.",
            OptionsFor("acme-logs.cn-hangzhou.oss.aliyuncs.com", "cn-hangzhou"));
    }

    [Theory]
    [InlineData("files.example.com", BucketAddressing.Automatic, "acme-logs.files.example.com", false)]
    [InlineData("files.example.com", BucketAddressing.VirtualHosted, "acme-logs.files.example.com", false)]
    [InlineData("files.example.com", BucketAddressing.CustomDomain, "files.example.com", false)]
    [InlineData("files.example.com", BucketAddressing.Path, "files.example.com", true)]
    [InlineData("https://files.example.com:8443", BucketAddressing.CustomDomain, "files.example.com:8443", false)]
    [InlineData("localhost:9000", BucketAddressing.VirtualHosted, "acme-logs.localhost:9000", false)]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", BucketAddressing.VirtualHosted, "acme-logs.oss-cn-hangzhou.aliyuncs.com", false)]
    [InlineData("127.0.0.1:9000", BucketAddressing.Path, "127.0.0.1:9000", true)]
    public void BucketAddressing_overrides_the_default(string endpoint, BucketAddressing addressing, string authority, bool isPathStyle)
    {
        var options = OptionsFor(endpoint, "cn-hangzhou");
        options.BucketAddressing = addressing;

        var errors = OssEndpoint.Errors(options).ToList();
        var result = OssEndpoint.Create(options);

        Assert.Empty(errors);
        Assert.Equal((authority, isPathStyle), (result.Authority, result.IsPathStyle));
    }

    [Theory]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", BucketAddressing.Path, "BucketAddressing is Path and Endpoint is 'oss-cn-hangzhou.aliyuncs.com', which refuses path-style requests (SecondLevelDomainForbidden); remove BucketAddressing.")]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", BucketAddressing.CustomDomain, "BucketAddressing is CustomDomain and Endpoint is 'oss-cn-hangzhou.aliyuncs.com', which is not a custom domain; set the domain that is bound to the bucket, or remove BucketAddressing.")]
    [InlineData("127.0.0.1:9000", BucketAddressing.CustomDomain, "BucketAddressing is CustomDomain and Endpoint is '127.0.0.1:9000', an IP address, which cannot contain the bucket's name; remove BucketAddressing.")]
    [InlineData("[::1]:9000", BucketAddressing.VirtualHosted, "BucketAddressing is VirtualHosted and Endpoint is '[::1]:9000', an IP address, which cannot contain the bucket's name; remove BucketAddressing.")]
    public void BucketAddressing_is_refused_when_the_endpoint_does_not_support_it(string endpoint, BucketAddressing addressing, string message)
    {
        var options = OptionsFor(endpoint, "cn-hangzhou");
        options.BucketAddressing = addressing;

        AssertRefused(message, options);
    }

    [Fact]
    public void Region_is_optional_with_version_1_of_the_signature()
    {
        var options = OptionsFor("127.0.0.1:9000");
        options.SignatureVersion = OssSignatureVersion.V1;

        Assert.Empty(OssEndpoint.Errors(options));
        Assert.Null(OssEndpoint.Create(options).Region);
        Assert.IsType<OssV1Signer>(OssEndpoint.NewSigner(OssEndpoint.Create(options)));
    }

    [Theory]
    [InlineData("oss-cn-hangzhou")]
    [InlineData("CN-Hangzhou")]
    [InlineData("cn_hangzhou")]
    [InlineData("-cn")]
    public void Region_is_refused_when_it_is_not_a_plain_id(string region)
    {
        AssertRefused(
            $"Region is '{region}'; set a region id of lower-case letters, digits and hyphens without 'oss-', e.g. 'cn-hangzhou'.",
            OptionsFor("oss-cn-hangzhou.aliyuncs.com", region));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Bucket_is_required(string? bucket)
    {
        AssertRefused("Bucket is not set; set the name of an existing bucket.", OptionsFor("oss-cn-hangzhou.aliyuncs.com", bucket: bucket));
    }

    [Theory]
    [InlineData("ab", false)]
    [InlineData("abc", true)]
    [InlineData("0-9", true)]
    [InlineData("a.b", false)]
    [InlineData("Acme", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("acme_logs", false)]
    [InlineData("acme/logs", false)]
    [InlineData("acme-logs\n", false)] // white space from a file is trimmed
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", false)]
    public void Bucket_must_have_a_name_that_OSS_allows(string bucket, bool isAccepted)
    {
        var errors = OssEndpoint.Errors(OptionsFor("oss-cn-hangzhou.aliyuncs.com", bucket: bucket));

        string[] expected = isAccepted
            ? []
            : [$"Bucket is '{bucket}'; use 3 to 63 lower-case letters, digits and hyphens; the first and last character must be a letter or digit."];
        Assert.Equal(expected, errors);
    }

    private static void AssertRefused(string message, OssAppendOptions options) => Assert.Equal([message], OssEndpoint.Errors(options));

    private static OssAppendOptions OptionsFor(string? endpoint, string? region = null, string? bucket = "acme-logs") =>
        new() { Endpoint = endpoint, Region = region, Bucket = bucket };
}
