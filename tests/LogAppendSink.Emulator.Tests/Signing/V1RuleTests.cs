using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Signing;

public sealed class V1RuleTests : EmulatorTest
{
    private static readonly TestV1Signer Signer = new("emulator-key-id", "emulator-key-secret");

    [Fact]
    public async Task V1_signature_is_accepted()
    {
        var reply = await Send(Signer, "POST", "/logs/a.log", "append&position=0", [1], ("Content-Type", "text/plain"), ("x-oss-meta-a", "b"));

        Assert.Equal(200, reply.Status);
        Assert.Equal(200, (await Send(Signer, "GET", "/logs/a.log", "response-content-type=text%2Fcsv", null)).Status);
    }

    [Fact]
    public async Task Signature_for_one_position_is_rejected_at_another()
    {
        var headers = new Dictionary<string, string>();
        Signer.Sign("POST", "/logs/a.log", "append&position=0", headers, Time.GetUtcNow());
        Client.Signer = null;

        var reply = await Client.SendRaw("POST", "/logs/a.log", "append&position=1", [1], [.. headers.Select(h => (h.Key, h.Value))]);

        Assert.Equal((403, "SignatureDoesNotMatch", "0002-00000040"), (reply.Status, reply.Code, reply["x-oss-ec"]));
        Assert.Equal(
            "POST\n\n\nFri, 01 Aug 2025 12:34:56 GMT\n/logs/a.log?append&position=1", reply.Xml.Element("StringToSign")?.Value);
        Assert.StartsWith("50 4F 53 54 0A", reply.Xml.Element("StringToSignBytes")?.Value, StringComparison.Ordinal);
        Assert.Null(reply.Xml.Element("CanonicalRequest"));
    }

    [Theory]
    [InlineData("unknown", "emulator-key-secret", "InvalidAccessKeyId")]
    [InlineData("emulator-key-id", "wrong", "SignatureDoesNotMatch")]
    public async Task Request_is_rejected_when_key_or_secret_is_unknown(string id, string secret, string code) =>
        Assert.Equal(code, (await Send(new TestV1Signer(id, secret), "GET", "/logs/a.log", "", null)).Code);

    [Theory]
    [InlineData(0, "NoSuchKey")]
    [InlineData(900, "NoSuchKey")]
    [InlineData(901, "RequestTimeTooSkewed")]
    [InlineData(-901, "RequestTimeTooSkewed")]
    public async Task Request_is_accepted_within_fifteen_minutes_of_skew(int seconds, string code)
    {
        var headers = new Dictionary<string, string>();
        Signer.Sign("GET", "/logs/a.log", "", headers, Time.GetUtcNow().AddSeconds(seconds));
        Client.Signer = null;

        Assert.Equal(code, (await Client.Get("a.log", [.. headers.Select(h => (h.Key, h.Value))])).Code);
    }

    [Theory]
    [InlineData("Fri, 01 Aug 2025 12:34:56 GMT")]
    [InlineData("20250801T123456Z")]
    public async Task OSS_date_header_overrides_Date(string date)
    {
        var reply = await Send(
            Signer, "GET", "/logs/a.log", "", null, ("x-oss-date", date), ("Date", "Fri, 01 Aug 2025 00:00:00 GMT"));

        Assert.Equal("NoSuchKey", reply.Code);
    }

    [Theory]
    [InlineData("OSS nonsense", "Fri, 01 Aug 2025 12:34:56 GMT", 400, "InvalidArgument")]
    [InlineData("OSS emulator-key-id:", "Fri, 01 Aug 2025 12:34:56 GMT", 400, "InvalidArgument")]
    [InlineData("OSS emulator-key-id:abc", null, 403, "AccessDenied")]
    [InlineData("OSS emulator-key-id:abc", "yesterday", 403, "AccessDenied")]
    public async Task Malformed_header_gets_another_error_than_a_wrong_signature(string authorization, string? date, int status, string code)
    {
        Client.Signer = null;
        var headers = new List<(string, string)> { ("Authorization", authorization) };
        if (date is not null)
            headers.Add(("Date", date));

        var reply = await Client.Get("a.log", [.. headers]);

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    private Task<Reply> Send(
        TestV1Signer signer, string method, string resource, string query, byte[]? body, params (string Name, string Value)[] headers)
    {
        var all = headers.ToDictionary(h => h.Name, h => h.Value);
        signer.Sign(method, resource, query, all, Time.GetUtcNow());
        Client.Signer = null;
        return Client.SendRaw(method, resource, query, body, [.. all.Select(h => (h.Key, h.Value))]);
    }
}
