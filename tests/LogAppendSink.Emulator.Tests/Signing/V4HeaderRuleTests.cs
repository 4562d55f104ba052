using System.Text;
using LogAppendSink.Emulator.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace LogAppendSink.Emulator.Tests.Signing;

public sealed class V4HeaderRuleTests : EmulatorTest
{
    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { Credentials = [new OssCredential("STS.id", "sts-secret", "the-token")] };

    [Fact]
    public async Task Unsigned_request_is_denied()
    {
        Client.Signer = null;

        var reply = await Client.Get("a.log");

        Assert.Equal((403, "AccessDenied"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Error_has_the_string_to_sign_when_the_secret_is_wrong()
    {
        Client.Signer = Client.Signer! with { Secret = "wrong" };

        var reply = await Client.Append("a b.log", 0, "x");

        Assert.Equal((403, "SignatureDoesNotMatch"), (reply.Status, reply.Code));
        Assert.Equal("emulator-key-id", reply.Xml.Element("OSSAccessKeyId")?.Value);
        Assert.Matches("^[0-9a-f]{64}$", reply.Xml.Element("SignatureProvided")?.Value);
        var toSign = reply.Xml.Element("StringToSign")?.Value ?? "";
        var bytes = BitConverter.ToString(Encoding.UTF8.GetBytes(toSign)).Replace('-', ' ');
        var canonical = reply.Xml.Element("CanonicalRequest")?.Value;
        Assert.Matches("^OSS4-HMAC-SHA256\n20250801T123456Z\n20250801/cn-hangzhou/oss/aliyun_v4_request\n[0-9a-f]{64}$", toSign);
        Assert.Equal(bytes, reply.Xml.Element("StringToSignBytes")?.Value);
        Assert.StartsWith("POST\n/logs/a%20b.log\nappend&position=0\n", canonical, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_key_id_is_rejected()
    {
        Client.Signer = Client.Signer! with { AccessKeyId = "unknown" };

        Assert.Equal("InvalidAccessKeyId", (await Client.Get("a.log")).Code);
    }

    [Theory]
    [InlineData("STS.id", "sts-secret", "the-token", "NoSuchKey")]
    [InlineData("STS.id", "sts-secret", "another-token", "InvalidSecurityToken")]
    [InlineData("STS.id", "sts-secret", null, "InvalidAccessKeyId")]
    [InlineData("emulator-key-id", "emulator-key-secret", "the-token", "AccessKeyIdAndSecurityTokenNotMatch")]
    public async Task Token_is_rejected_with_another_key(string id, string secret, string? token, string code)
    {
        Client.Signer = new TestSigner(id, secret, "cn-hangzhou") { SecurityToken = token };

        Assert.Equal(code, (await Client.Get("a.log")).Code);
    }

    [Fact]
    public async Task Wrong_region_is_rejected_with_the_correct_one()
    {
        Client.Signer = Client.Signer! with { Region = "cn-beijing" };

        var reply = await Client.Get("a.log");

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
        Assert.Equal("Invalid signing region in Authorization header.", reply.Xml.Element("Message")?.Value);
        Assert.Equal("cn-hangzhou", reply.Xml.Element("ExpectedRegion")?.Value);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(900, null)]
    [InlineData(-900, null)]
    [InlineData(901, "RequestTimeTooSkewed")]
    [InlineData(-901, "RequestTimeTooSkewed")]
    public async Task Request_is_accepted_within_fifteen_minutes_of_skew(int seconds, string? code)
    {
        Client.Time = new FakeTimeProvider(Time.GetUtcNow().AddSeconds(seconds));

        var reply = await Client.Append("a.log", 0, "x");

        Assert.Equal(code ?? "", reply.Code);
        if (code is not null)
        {
            Assert.Equal((403, "0002-00000504"), (reply.Status, reply["x-oss-ec"]));
            Assert.Equal("2025-08-01T12:34:56.000Z", reply.Xml.Element("ServerTime")?.Value);
            Assert.Equal("900000", reply.Xml.Element("MaxAllowedSkewMilliseconds")?.Value);
        }
    }

    [Fact]
    public async Task Credential_is_rejected_when_its_day_differs_from_the_date()
    {
        var signer = Client.Signer!;
        Client.Signer = null;
        var headers = new Dictionary<string, string> { ["x-oss-date"] = "20250801T123456Z" };
        signer.Sign("GET", "/logs/a.log", "", headers, Time.GetUtcNow().AddDays(1));

        var reply = await Client.Get("a.log", [.. headers.Select(h => (h.Key, h.Value))]);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
        Assert.Equal("Invalid signing date in Authorization header.", reply.Xml.Element("Message")?.Value);
    }

    [Theory]
    [InlineData("OSS4-HMAC-SHA256 nonsense", 400, "InvalidArgument")]
    [InlineData("OSS4-HMAC-SHA256 Credential=id/20250801/cn-hangzhou/oss/aliyun_v4_request", 400, "InvalidArgument")]
    [InlineData("OSS4-HMAC-SHA256 Credential=id/cn-hangzhou/oss/aliyun_v4_request,Signature=0", 400, "InvalidArgument")]
    [InlineData("OSS4-HMAC-SHA256 Credential=id/20250801/cn-hangzhou/s3/aliyun_v4_request,Signature=0", 400, "InvalidArgument")]
    [InlineData("Bearer token", 400, "InvalidArgument")]
    public async Task Malformed_header_gets_another_error_than_a_wrong_signature(string authorization, int status, string code)
    {
        Client.Signer = null;

        var reply = await Client.Get(
            "a.log", ("Authorization", authorization), ("x-oss-date", "20250801T123456Z"), ("x-oss-content-sha256", "UNSIGNED-PAYLOAD"));

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Header_parts_may_be_separated_by_comma_and_space()
    {
        Client.Signer = Client.Signer! with { Separator = ", " };

        Assert.Equal(200, (await Client.Append("a.log", 0, "x")).Status);
    }

    [Theory]
    [InlineData("/logs/a*b!(c)'.log", "/logs/a%2Ab%21%28c%29%27.log")] // as the official JavaScript SDK sends and signs
    [InlineData("/logs/a*b!(c)'.log", "/logs/a*b!(c)'.log")] // signed as sent
    [InlineData("/logs/a%2ab.log", "/logs/a%2Ab.log")] // lower-case escapes
    public async Task Target_may_be_signed_as_sent_or_re_encoded(string sent, string signedPath)
    {
        var headers = new Dictionary<string, string>();
        Client.Signer!.Sign("PUT", signedPath, "", headers, Time.GetUtcNow());
        Client.Signer = null;

        var reply = await Client.SendRaw("PUT", sent, "", [1], [.. headers.Select(h => (h.Key, h.Value))]);

        Assert.Equal(200, reply.Status);
    }

    [Theory]
    [InlineData("delimiter&list-type=2")] // as the documentation says
    [InlineData("delimiter=&list-type=2")] // as the official JavaScript SDK signs
    public async Task Empty_parameter_may_be_signed_with_or_without_an_equals_sign(string signedQuery)
    {
        var headers = new Dictionary<string, string>();
        Client.Signer!.Sign("GET", "/logs/", signedQuery, headers, Time.GetUtcNow(), keepsLoneEquals: true);
        Client.Signer = null;

        var reply = await Client.SendRaw("GET", "/logs/", "list-type=2&delimiter=", null, [.. headers.Select(h => (h.Key, h.Value))]);

        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task Repeated_headers_are_joined_in_the_signature()
    {
        var request = Client.RawRequest("PUT", "a.log", "", "Connection: close\nContent-Length: 0\n", body: "", ("x-oss-meta-a", "1,2"));
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(request.Replace("x-oss-meta-a: 1,2", "x-oss-meta-a: 1\r\nx-oss-meta-a: 2", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
