using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Signing;

public sealed class SignedUrlRuleTests : EmulatorTest
{
    private const string Path = "/logs/a.log";

    private TestSigner V4 { get; } = new("emulator-key-id", "emulator-key-secret", "cn-hangzhou");

    private TestV1Signer V1 { get; } = new("emulator-key-id", "emulator-key-secret");

    [Fact]
    public async Task Presigned_append_succeeds_without_an_access_key()
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "text/plain" };
        var v4 = V4.SignUrl("POST", Path, "append&position=0", headers, Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        var v1 = V1.SignUrl("POST", Path, "append&position=1", Time.GetUtcNow().AddMinutes(1));

        Assert.Equal(200, (await Send("POST", v4, [1], ("Content-Type", "text/plain"))).Status);
        Assert.Equal(200, (await Send("POST", v1, [2])).Status);
    }

    [Fact]
    public async Task Signed_URL_is_rejected_when_a_signed_header_is_added()
    {
        var v4 = V4.SignUrl("GET", Path, "", new Dictionary<string, string>(), Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        var v1 = V1.SignUrl("GET", Path, "", Time.GetUtcNow().AddMinutes(1));

        var v4Reply = await Send("GET", v4, null, ("x-oss-range-behavior", "standard"));
        var v1Reply = await Send("GET", v1, null, ("x-oss-range-behavior", "standard"));

        Assert.Equal((403, "SignatureDoesNotMatch", "0002-00000201"), (v4Reply.Status, v4Reply.Code, v4Reply["x-oss-ec"]));
        Assert.StartsWith("GET\n/logs/a.log\nx-oss-credential=", v4Reply.Xml.Element("CanonicalRequest")?.Value, StringComparison.Ordinal);
        Assert.Equal((403, "SignatureDoesNotMatch", "0002-00000040"), (v1Reply.Status, v1Reply.Code, v1Reply["x-oss-ec"]));
    }

    [Theory]
    [InlineData(60, "NoSuchKey")]
    [InlineData(61, "AccessDenied")]
    public async Task Signed_URL_is_valid_until_its_expiry(int seconds, string code)
    {
        var v4 = V4.SignUrl("GET", Path, "", new Dictionary<string, string>(), Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        var v1 = V1.SignUrl("GET", Path, "", Time.GetUtcNow().AddMinutes(1));

        Time.Advance(TimeSpan.FromSeconds(seconds));

        foreach (var reply in (Reply[])[await Send("GET", v4, null), await Send("GET", v1, null)])
        {
            Assert.Equal(code, reply.Code);
            Assert.Equal(code == "AccessDenied", reply.Xml.Element("Message")?.Value == "Request has expired.");
        }
    }

    [Theory]
    [InlineData(900, "NoSuchKey")]
    [InlineData(901, "RequestTimeTooSkewed")]
    public async Task V4_URL_of_the_future_is_valid_within_the_skew(int seconds, string code)
    {
        var signedAt = Time.GetUtcNow().AddSeconds(seconds);

        var reply = await Send("GET", V4.SignUrl("GET", Path, "", new Dictionary<string, string>(), signedAt, TimeSpan.FromMinutes(1)), null);

        Assert.Equal(code, reply.Code);
    }

    [Theory]
    [InlineData("x-oss-expires=60", "x-oss-expires=604801", "InvalidArgument")]
    [InlineData("x-oss-expires=60", "x-oss-expires=0", "InvalidArgument")]
    [InlineData("x-oss-expires=60", "", "InvalidArgument")]
    [InlineData("x-oss-date=20250801T123456Z", "x-oss-date=today", "AccessDenied")]
    [InlineData("x-oss-date=20250801T123456Z", "x-oss-date=20250801T123457Z", "SignatureDoesNotMatch")]
    [InlineData("%2F20250801%2F", "%2F20250802%2F", "InvalidArgument")]
    [InlineData("%2Fcn-hangzhou%2F", "%2Fcn-beijing%2F", "InvalidArgument")]
    [InlineData("%2Faliyun_v4_request", "%2Faws4_request", "InvalidArgument")]
    [InlineData("OSS4-HMAC-SHA256", "OSS5", "InvalidArgument")]
    public async Task Changed_V4_URL_is_rejected(string part, string replacement, string code)
    {
        var query = V4.SignUrl("GET", Path, "", new Dictionary<string, string>(), Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        Assert.Contains(part, query, StringComparison.Ordinal);

        Assert.Equal(code, (await Send("GET", query.Replace(part, replacement, StringComparison.Ordinal), null)).Code);
    }

    [Theory]
    [InlineData("Signature=x&Expires=1754052596", "InvalidArgument")]
    [InlineData("OSSAccessKeyId=emulator-key-id&Expires=1754052596", "InvalidArgument")]
    [InlineData("OSSAccessKeyId=emulator-key-id&Signature=x&Expires=soon", "AccessDenied")]
    [InlineData("OSSAccessKeyId=emulator-key-id&Signature=x&Expires=99999999999999", "AccessDenied")]
    [InlineData("OSSAccessKeyId=emulator-key-id&Signature=x&Expires=1754052596", "SignatureDoesNotMatch")]
    public async Task Malformed_V1_URL_is_rejected(string query, string code) => Assert.Equal(code, (await Send("GET", query, null)).Code);

    [Fact]
    public async Task Request_is_rejected_when_header_and_URL_are_signed()
    {
        var query = V1.SignUrl("GET", Path, "", Time.GetUtcNow().AddMinutes(1));

        var reply = await Client.SendRaw("GET", Path, query, null);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    private Task<Reply> Send(string method, string query, byte[]? body, params (string Name, string Value)[] headers)
    {
        Client.Signer = null;
        return Client.SendRaw(method, Path, query, body, headers);
    }
}
