using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>The Go SDK v1 and ossutil 1. Source: <c>oss/auth.go</c> and <c>oss/conn.go</c> of aliyun/aliyun-oss-go-sdk.</summary>
public sealed class GoV1Tests : EmulatorTest
{
    private static readonly TestSigner V4 = new(SdkRequest.AccessKeyId, SdkRequest.Secret, "cn-hangzhou") { DateText = SdkRequest.Date };

    [Fact]
    public async Task V4_append_is_accepted_when_only_Date_is_sent()
    {
        var reply = await SendV4Async("POST", "/logs/dir%2Fa%20b.log", "append&position=0", "hello", ("Content-Type", "text/plain"));

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal("5", reply["x-oss-next-append-position"]);
        Assert.Equal(["dir/a b.log"], Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task V4_get_is_refused_when_Date_is_fifteen_minutes_off()
    {
        Time.Advance(TimeSpan.FromSeconds(901));

        var reply = await SendV4Async("GET", "/logs/a.log", "", "");

        Assert.Equal((403, "RequestTimeTooSkewed"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task V4_request_is_refused_when_another_Date_was_signed()
    {
        var headers = new Dictionary<string, string>();
        V4.Sign("GET", "/logs/a.log", "", headers, Time.GetUtcNow());
        headers["Date"] = "Fri, 01 Aug 2025 12:34:57 GMT";

        var reply = await ExchangeAsync("GET /logs/a.log HTTP/1.1", headers, "");

        Assert.Equal((403, "SignatureDoesNotMatch"), (reply.Status, reply.Code));
        var stringToSign = reply.Xml.Element("StringToSign")?.Value;
        Assert.StartsWith("OSS4-HMAC-SHA256\nFri, 01 Aug 2025 12:34:57 GMT\n20250801/", stringToSign, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Date", "", "0002-00000503")]
    [InlineData("Date", "yesterday", "0002-00000502")]
    [InlineData("x-oss-date", SdkRequest.Date, "0002-00000502")] // V4 accepts only one format of x-oss-date
    public async Task V4_request_is_refused_when_its_time_has_no_known_form(string header, string value, string ec)
    {
        var headers = new Dictionary<string, string>();
        V4.Sign("GET", "/logs/a.log", "", headers, Time.GetUtcNow());
        headers.Remove("Date");
        headers[header] = value;

        var reply = await ExchangeAsync("GET /logs/a.log HTTP/1.1", headers, "");

        Assert.Equal((403, "AccessDenied", ec), (reply.Status, reply.Code, reply["x-oss-ec"]));
        Assert.Equal("OSS authentication requires a valid Date.", reply.Xml.Element("Message")?.Value);
    }

    [Theory]
    [InlineData("/logs/dir%2Fa+b%2B1.log")] // url.QueryEscape of the key
    [InlineData("%2Flogs%2Fdir%2Fa+b%2B1.log")] // of the whole source, which the documentation allows
    public async Task Set_meta_finds_its_object_when_the_copy_source_has_a_plus_for_a_blank(string source)
    {
        await Client.Append("dir/a b+1.log", 0, "hello");

        var reply = await SendV4Async(
            "PUT", "/logs/dir%2Fa%20b%2B1.log", "", "",
            ("X-Oss-Copy-Source", source), ("X-Oss-Metadata-Directive", "REPLACE"), ("X-Oss-Meta-App", "shop"));

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal("shop", (await Client.Head("dir/a b+1.log"))["x-oss-meta-app"]);
    }

    [Fact]
    public async Task Copy_response_has_the_checksum_that_the_SDK_compares()
    {
        await Client.Put("a.txt", "hello");

        var reply = await SendV4Async("PUT", "/logs/b.txt", "", "", ("X-Oss-Copy-Source", "/logs/a.txt"));

        Assert.Equal((200, "11177612005948864433"), (reply.Status, reply["x-oss-hash-crc64ecma"]));
    }

    private Task<Reply> SendV4Async(
        string method, string path, string query, string body, params (string Name, string Value)[] headers)
    {
        // The path is sent with %2F and signed with slashes.
        var all = headers.ToDictionary(header => header.Name, header => header.Value);
        V4.Sign(method, path.Replace("%2F", "/", StringComparison.Ordinal), query, all, Time.GetUtcNow());
        return ExchangeAsync($"{method} {path}{(query.Length > 0 ? "?" + query : "")} HTTP/1.1", all, body);
    }

    private Task<Reply> ExchangeAsync(string requestLine, Dictionary<string, string> headers, string body) => RawConnection.ExchangeAsync(
        Emulator.Port, SdkRequest.Write(requestLine, "127.0.0.1", [.. headers.Select(header => (header.Key, header.Value))], body));
}
