using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Signing;

public sealed class TemporaryKeyTests : EmulatorTest
{
    private const string Path = "/logs/a.log";

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) => options with
    {
        Credentials = [new OssCredential("STS.id", "sts-secret", "the+token/=") { Expiration = Time.GetUtcNow().AddHours(1) }],
    };

    [Theory]
    [InlineData("v4-header")]
    [InlineData("v4-url")]
    [InlineData("v1-header")]
    [InlineData("v1-url")]
    public async Task Token_is_valid_until_its_expiry(string way)
    {
        Assert.Equal("NoSuchKey", (await Get(way, "the+token/=")).Code);
        Assert.Equal((403, "InvalidSecurityToken"), await Refusal(way, "another"));
        Assert.Equal((403, "InvalidAccessKeyId"), await Refusal(way, token: null));

        Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("NoSuchKey", (await Get(way, "the+token/=")).Code);

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((403, "SecurityTokenExpired"), await Refusal(way, "the+token/="));
    }

    private async Task<(int Status, string Code)> Refusal(string way, string? token)
    {
        var reply = await Get(way, token);
        return (reply.Status, reply.Code);
    }

    private Task<Reply> Get(string way, string? token)
    {
        var v4 = new TestSigner("STS.id", "sts-secret", "cn-hangzhou") { SecurityToken = token };
        var v1 = new TestV1Signer("STS.id", "sts-secret") { SecurityToken = token };
        var now = Time.GetUtcNow();
        var headers = new Dictionary<string, string>();
        var query = "";

        switch (way)
        {
            case "v4-header":
                v4.Sign("GET", Path, "", headers, now);
                break;
            case "v4-url":
                query = v4.SignUrl("GET", Path, "", headers, now, TimeSpan.FromMinutes(1));
                break;
            case "v1-header":
                v1.Sign("GET", Path, "", headers, now);
                break;
            default:
                query = v1.SignUrl("GET", Path, "", now.AddMinutes(1));
                break;
        }

        Client.Signer = null;
        return Client.SendRaw("GET", Path, query, null, [.. headers.Select(h => (h.Key, h.Value))]);
    }
}
