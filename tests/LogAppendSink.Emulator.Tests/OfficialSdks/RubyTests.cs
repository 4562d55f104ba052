using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>
/// The Ruby SDK, which encodes with <c>CGI.escape</c>, a plus for a space, and signs what it encoded. Source: <c>lib/aliyun/oss/http.rb</c>
/// of aliyun/aliyun-oss-ruby-sdk.
/// </summary>
public sealed class RubyTests : EmulatorTest
{
    [Fact]
    public async Task Append_goes_to_the_key_with_a_blank_when_the_path_has_a_plus()
    {
        var reply = await SendAsync("POST /dir%2Fa+b%2B1.log?append&position=0 HTTP/1.1", "/logs/dir/a b+1.log?append&position=0", "hello");

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal(["dir/a b+1.log"], Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Listing_has_the_prefix_with_a_blank_when_the_query_has_a_plus()
    {
        await Client.Append("a b/1", 0, "x");
        await Client.Append("a+b/1", 0, "x");

        var blank = await SendAsync("GET /?prefix=a+b HTTP/1.1", "/logs/", "");
        var plus = await SendAsync("GET /?prefix=a%2Bb HTTP/1.1", "/logs/", "");

        Assert.Equal(["a b/1"], blank.Xml.Elements("Contents").Select(item => item.Element("Key")?.Value));
        Assert.Equal(["a+b/1"], plus.Xml.Elements("Contents").Select(item => item.Element("Key")?.Value));
    }

    [Fact]
    public async Task Signed_parameter_is_verified_with_a_blank_when_the_query_has_a_plus()
    {
        await Client.Append("a.log", 0, "hello");

        var reply = await SendAsync(
            "GET /a.log?response-content-disposition=attachment%3B+filename%3Da HTTP/1.1",
            "/logs/a.log?response-content-disposition=attachment; filename=a",
            "");

        Assert.Equal((200, "attachment; filename=a"), (reply.Status, reply["Content-Disposition"]));
    }

    private Task<Reply> SendAsync(string requestLine, string signedResource, string body) => RawConnection.ExchangeAsync(
        Emulator.Port,
        SdkRequest.V1(
            requestLine,
            "logs.localhost",
            signedResource,
            [("Date", SdkRequest.Date), ("Content-Type", "application/octet-stream")],
            body));
}
