using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>The Java SDK, which escapes <c>&amp; &lt; &gt;</c> in the document of a deletion and nothing else.</summary>
public sealed class JavaTests : EmulatorTest
{
    [Theory]
    [InlineData("a\u0001b\u001f")]
    [InlineData("a\uffffb")]
    public async Task Key_is_deleted_when_the_document_has_its_control_characters_as_they_are(string key)
    {
        await Client.Append(key, 0, "hello");

        var reply = await DeleteAsync($"<Delete><Quiet>false</Quiet><Object><Key>{key}</Key></Object></Delete>");

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Key_is_deleted_when_a_CDATA_section_holds_it()
    {
        const string Key = "a\u0001<&>b";
        await Client.Append(Key, 0, "hello");

        var reply = await DeleteAsync($"<Delete><Object><Key><![CDATA[{Key}]]></Key></Object></Delete>");

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    private Task<Reply> DeleteAsync(string document)
    {
        var body = Encoding.UTF8.GetBytes(document);
#pragma warning disable CA5351 // Content-MD5 requires MD5.
        var digest = Convert.ToBase64String(MD5.HashData(body));
#pragma warning restore CA5351
        return Client.Send("POST", "", "delete&encoding-type=url", body, ("Content-MD5", digest));
    }
}
