using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>The Android SDK. Source: <c>OSSV4Signer.java</c> of aliyun/aliyun-oss-android-sdk.</summary>
public sealed class AndroidTests : EmulatorTest
{
    [Fact]
    public async Task V4_append_is_accepted_when_Date_has_the_compact_form()
    {
        var signer = new TestSigner(SdkRequest.AccessKeyId, SdkRequest.Secret, "cn-hangzhou") { DateText = "20250801T123456Z" };
        var headers = new Dictionary<string, string> { ["Content-Type"] = "text/plain" };
        signer.Sign("POST", "/logs/a.log", "append&position=0", headers, Time.GetUtcNow());

        var reply = await RawConnection.ExchangeAsync(
            Emulator.Port,
            SdkRequest.Write(
                "POST /a.log?append&position=0 HTTP/1.1",
                "logs.oss-cn-hangzhou.aliyuncs.com",
                [.. headers.Select(header => (header.Key, header.Value))],
                "hello"));

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Equal("5", reply["x-oss-next-append-position"]);
    }
}
