using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Tests.Http;

public sealed class ObjectAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "/logs/a/b%20c", "logs", "a/b c", "/logs/a/b%20c")]
    [InlineData("127.0.0.1", "/logs%2Fa/b%2Fc", "logs", "a/b/c", "/logs/a/b%2Fc")] // the C SDK
    [InlineData("127.0.0.1", "/logs%2fa", "logs", "a", "/logs/a")]
    [InlineData("127.0.0.1", "/logs/a+b", "logs", "a b", "/logs/a+b")]
    [InlineData("127.0.0.1", "/logs%2F", "logs", null, "/logs/")]
    [InlineData("127.0.0.1", "/logs/", "logs", null, "/logs/")]
    [InlineData("127.0.0.1", "/logs", "logs", null, "/logs/")]
    [InlineData("127.0.0.1", "/", null, null, "/")]
    [InlineData("[::1]", "/logs/a", "logs", "a", "/logs/a")]
    [InlineData("localhost", "/logs/a", "logs", "a", "/logs/a")]
    [InlineData("emulator", "/logs/a", "logs", "a", "/logs/a")] // a container's name
    [InlineData("logs.localhost", "/a/../b", "logs", "a/../b", "/logs/a/../b")]
    [InlineData("logs.localhost", "/", "logs", null, "/logs/")]
    [InlineData("logs.oss-cn-hangzhou.aliyuncs.com", "/a", "logs", "a", "/logs/a")]
    [InlineData("logs.127.0.0.1", "/a", "logs", "a", "/logs/a")]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", "/", null, null, "/")]
    public void Bucket_is_taken_from_host_or_path(string host, string rawPath, string? bucket, string? key, string resource)
    {
        Assert.Equal(new ObjectAddress(bucket, key, resource), ObjectAddress.Parse(host, rawPath));
    }

    [Fact]
    public void Path_style_is_rejected_on_a_public_endpoint()
    {
        var e = Assert.Throws<OssErrorException>(() => ObjectAddress.Parse("oss-cn-hangzhou.aliyuncs.com", "/logs/a"));

        Assert.Equal((403, "SecondLevelDomainForbidden"), (e.Error.Status, e.Error.Code));
    }

    [Theory]
    [InlineData("http://host:9000/a?x", "/a")]
    [InlineData("http://host", "/")]
    [InlineData("*", "/")]
    [InlineData("/a//b/../c?x=1", "/a//b/../c")]
    public void Path_is_read_from_every_form_of_target(string target, string path)
    {
        Assert.Equal(path, RequestTarget.Parse(target).RawPath);
    }
}
