using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>
/// The C SDK with an address as its endpoint. Source: <c>oss_util.c</c>, <c>aos_transport.c</c> and <c>oss_object.c</c> of
/// aliyun/aliyun-oss-c-sdk.
/// </summary>
public sealed class CTests : EmulatorTest
{
    private const string Document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<Delete><Quiet>true</Quiet><Object><Key>dir/a.log</Key></Object></Delete>\n";

    [Theory]
    [InlineData("/logs%2Fdir%2Fa.log")]
    [InlineData("/logs%2fdir/a.log")]
    public async Task Append_goes_to_the_key_when_the_slash_after_the_bucket_is_encoded(string path)
    {
        var reply = await SendAsync($"POST {path}?append&position=0 HTTP/1.1", "/logs/dir/a.log?append&position=0", "hello");

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal(["dir/a.log"], Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Deletion_is_carried_out_when_the_digest_has_four_bytes_too_many()
    {
        await Client.Append("dir/a.log", 0, "hello");

        // The bucket has no trailing slash in the path and in the signed resource.
        var reply = await SendAsync("POST /logs?delete HTTP/1.1", "/logs?delete", Document, Digest(Document, extraBytes: 4));

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData(0, "other")] // sixteen bytes, of another body
    [InlineData(4, "other")]
    [InlineData(3, Document)] // a length that no SDK sends
    public async Task Deletion_is_refused_when_the_digest_is_wrong(int extraBytes, string digested)
    {
        await Client.Append("dir/a.log", 0, "hello");

        var reply = await SendAsync("POST /logs?delete HTTP/1.1", "/logs?delete", Document, Digest(digested, extraBytes));

        Assert.Equal((400, "InvalidDigest"), (reply.Status, reply.Code));
        Assert.Equal(["dir/a.log"], Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Put_is_stored_when_the_digest_has_four_bytes_too_many()
    {
        var reply = await SendAsync("PUT /logs%2Fa.txt HTTP/1.1", "/logs/a.txt", "hello", Digest("hello", extraBytes: 4));

        Assert.True(reply.Status == 200, reply.ToString());
    }

    private static (string Name, string Value) Digest(string body, int extraBytes)
    {
#pragma warning disable CA5351 // Content-MD5 requires MD5.
        var md5 = MD5.HashData(Encoding.UTF8.GetBytes(body));
#pragma warning restore CA5351
        return ("Content-MD5", Convert.ToBase64String([.. md5, .. new byte[extraBytes]]));
    }

    private Task<Reply> SendAsync(string requestLine, string signedResource, string body, params (string Name, string Value)[] headers) =>
        RawConnection.ExchangeAsync(
            Emulator.Port,
            SdkRequest.V1(
                requestLine,
                $"127.0.0.1:{Emulator.Port}",
                signedResource,
                [("Date", SdkRequest.Date), ("Content-Type", "application/octet-stream"), .. headers],
                body));
}
