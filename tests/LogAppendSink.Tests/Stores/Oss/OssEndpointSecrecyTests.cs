using LogAppendSink.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssEndpointSecrecyTests
{
    [Theory]
    [InlineData("https://LTAI123:TopSecret@oss-cn-hangzhou.aliyuncs.com", "https://***@oss-cn-hangzhou.aliyuncs.com")]
    [InlineData("LTAI123:TopSecret@oss-cn-hangzhou.aliyuncs.com", "***@oss-cn-hangzhou.aliyuncs.com")]
    [InlineData("LTAI123:TopSecret@https://oss", "***@https://oss")]
    [InlineData("https://LTAI123:Top@Secret@oss-cn-hangzhou.aliyuncs.com/x", "https://***@oss-cn-hangzhou.aliyuncs.com/x")]
    [InlineData("https://acme-logs.oss-cn-hangzhou.aliyuncs.com/a.log?Signature=TopSecret", "https://acme-logs.oss-cn-hangzhou.aliyuncs.com/a.log?***")] // a presigned URL
    [InlineData("https://LTAI123:Top?Secret@oss-cn-hangzhou.aliyuncs.com/?x=TopSecret", "https://***@oss-cn-hangzhou.aliyuncs.com/?***")]
    public void Endpoint_with_a_secret_is_refused_and_the_secret_is_masked(string endpoint, string shown)
    {
        var errors = OssEndpoint.Errors(new OssAppendOptions { Endpoint = endpoint, Bucket = "acme-logs" });

        Assert.Equal(
            [$"Endpoint is '{shown}'; set a host, optionally with http:// or https://, but without path, query or user, e.g. 'oss-cn-hangzhou.aliyuncs.com'."],
            errors);
    }
}
