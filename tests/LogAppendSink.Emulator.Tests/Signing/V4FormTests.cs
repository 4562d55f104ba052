using LogAppendSink.Emulator.Tests.OfficialSdks;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Signing;

/// <summary>A malformed signature is 400 InvalidArgument; 403 is for one that is well-formed and wrong.</summary>
public sealed class V4FormTests : EmulatorTest
{
    private const string Scope = "20250801/cn-hangzhou/oss/aliyun_v4_request";
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature={Hex}", 403, "SignatureDoesNotMatch")]
    [InlineData($"Credential=unknown-id/{Scope},Signature={Hex}", 403, "InvalidAccessKeyId")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature=", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature=0", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature={Hex}0", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature=+{Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential=/{Scope},Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={Scope},Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential=,Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/20250801//oss/aliyun_v4_request,Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/2025-801/cn-hangzhou/oss/aliyun_v4_request,Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature={Hex},Other=1", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},SignedHeaders=host,Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope},Signature={Hex},Signature={Hex}", 400, "InvalidArgument")]
    [InlineData($"Credential={SdkRequest.AccessKeyId}/{Scope} Signature={Hex}", 400, "InvalidArgument")]
    public async Task Header_is_refused_by_its_form_before_its_key(string authorization, int status, string code)
    {
        Client.Signer = null;

        var reply = await Client.Get(
            "a.log",
            ("Authorization", "OSS4-HMAC-SHA256 " + authorization),
            ("x-oss-date", "20250801T123456Z"),
            ("x-oss-content-sha256", "UNSIGNED-PAYLOAD"));

        Assert.True((status, code) == (reply.Status, reply.Code), reply.ToString());
    }

    [Theory]
    [InlineData("Authorization: OSS a:b\r\n")]
    [InlineData("Authorization: OSS4-HMAC-SHA256 Credential=a\r\n")]
    [InlineData("Authorization: \r\n")]
    public async Task Request_is_refused_when_it_has_two_Authorization_headers(string second)
    {
        var request = Client.RawRequest("GET", "a.log", "", "Connection: close\n" + second.ReplaceLineEndings("\n"), body: "");

        var reply = Reply.Parse(await SendAsync(request));

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Another_region_is_refused_with_its_fine_grained_code_in_the_header()
    {
        Client.Signer = Client.Signer! with { Region = "cn-beijing" };

        var reply = await Client.Get("a.log");

        Assert.Equal((400, "InvalidArgument", "0002-00000226"), (reply.Status, reply.Code, reply["x-oss-ec"]));
        Assert.Equal("Invalid signing region in Authorization header.", reply.Xml.Element("Message")?.Value);
    }

    [Fact]
    public async Task Another_region_is_refused_with_its_own_message_in_a_URL()
    {
        var signer = Client.Signer! with { Region = "cn-beijing" };
        var query = signer.SignUrl("GET", "/logs/a.log", "", new Dictionary<string, string>(), Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        Client.Signer = null;

        var reply = await Client.SendRaw("GET", "/logs/a.log", query, null);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
        Assert.Equal("The signing region in credential is invalid.", reply.Xml.Element("Message")?.Value);
        Assert.Equal("cn-hangzhou", reply.Xml.Element("ExpectedRegion")?.Value);
    }

    private async Task<string> SendAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }
}
