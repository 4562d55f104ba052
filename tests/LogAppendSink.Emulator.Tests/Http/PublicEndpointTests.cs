using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

public sealed class PublicEndpointTests : EmulatorTest
{
    [Theory]
    [InlineData("oss-cn-hangzhou.aliyuncs.com", true, "cn-hangzhou")]
    [InlineData("OSS-CN-hangzhou.aliyuncs.com", true, "cn-hangzhou")]
    [InlineData("oss-cn-hangzhou-internal.aliyuncs.com", true, "cn-hangzhou")]
    [InlineData("cn-hangzhou.oss.aliyuncs.com", true, "cn-hangzhou")]
    [InlineData("oss-accelerate.aliyuncs.com", true, null)]
    [InlineData("logs.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou")]
    [InlineData("logs.oss-us-west-1-internal.aliyuncs.com", false, "us-west-1")]
    [InlineData("logs.cn-hangzhou.oss.aliyuncs.com", false, "cn-hangzhou")]
    [InlineData("logs.oss-accelerate-overseas.aliyuncs.com", false, null)]
    [InlineData("files.example.com", false, null)]
    [InlineData("127.0.0.1", false, null)]
    public void Region_is_read_from_a_host_name(string host, bool isService, string? region)
    {
        Assert.Equal(isService, PublicEndpoint.IsService(host));
        Assert.Equal(region, PublicEndpoint.RegionOf(host));
    }

    [Theory]
    [InlineData("logs.oss-cn-beijing.aliyuncs.com", 403)]
    [InlineData("logs.oss-cn-hangzhou-internal.aliyuncs.com", 404)]
    [InlineData("logs.oss-accelerate.aliyuncs.com", 404)]
    public async Task Request_to_another_regions_endpoint_gets_the_correct_one(string host, int status)
    {
        var headers = new Dictionary<string, string>();
        Client.Signer!.Sign("GET", "/logs/a.log", "", headers, Time.GetUtcNow());
        var signed = string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync($"GET /a.log HTTP/1.1\r\nHost: {host}\r\n{signed}\r\n");
        var answer = await connection.ReadErrorAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Equal(status == 403, answer.Contains("<Endpoint>oss-cn-hangzhou.aliyuncs.com</Endpoint>", StringComparison.Ordinal));
    }
}
