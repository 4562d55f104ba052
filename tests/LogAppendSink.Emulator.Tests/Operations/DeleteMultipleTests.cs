using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class DeleteMultipleTests : EmulatorTest
{
    private const string Policy = """
        {
          "Version": "1",
          "Statement": [{ "Effect": "Allow", "Action": "oss:DeleteObject", "Resource": "acs:oss:*:*:logs/app/*" }]
        }
        """;

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { Credentials = [new OssCredential("cleaner", "secret") { Policy = Policy }] };

    [Fact]
    public async Task Each_key_is_reported_as_deleted_even_if_missing()
    {
        await Client.Append("a&b.log", 0, "x");
        await Client.Append(" blank ", 0, "x");
        await Client.Append("kept.log", 0, "x");

        var reply = await Delete("<Quiet>false</Quiet>", "a&amp;b.log", " blank ", "absent");

        Assert.Equal(200, reply.Status);
        Assert.Equal(["a&b.log", " blank ", "absent"], reply.Xml.Elements("Deleted").Select(e => e.Element("Key")?.Value));
        Assert.Equal(["kept.log"], Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Quiet_deletion_has_an_empty_response()
    {
        await Client.Append("a.log", 0, "x");

        var reply = await Delete("<Quiet>true</Quiet>", "a.log");

        Assert.Equal((200, 0), (reply.Status, reply.Body.Length));
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Keys_in_the_response_are_encoded_when_requested()
    {
        var xml = (await Send("encoding-type=url&delete", "<Delete><Object><Key>a b&#1;</Key></Object></Delete>")).Xml;

        Assert.Equal(("url", "a%20b%01"), (xml.Element("EncodingType")?.Value, xml.Descendants("Key").Single().Value));
    }

    [Theory]
    [InlineData("<Remove><Object><Key>a</Key></Object></Remove>", "MalformedXML")]
    [InlineData("<Delete></Delete>", "MalformedXML")]
    [InlineData("<Delete><Object><Key></Key></Object></Delete>", "MalformedXML")]
    [InlineData("not XML", "MalformedXML")]
    public async Task Deletion_is_rejected_when_the_document_is_invalid(string body, string code) => Assert.Equal(code, (await Send("delete", body)).Code);

    [Fact]
    public async Task Deletion_is_rejected_when_it_has_more_than_a_thousand_keys()
    {
        var thousand = Enumerable.Range(0, 1000).Select(i => $"key-{i}").ToArray();

        Assert.Equal(200, (await Delete("", thousand)).Status);
        Assert.Equal("MalformedXML", (await Delete("", [.. thousand, "one-more"])).Code);
    }

    [Fact]
    public async Task Deletion_requires_a_matching_digest()
    {
        var body = Encoding.UTF8.GetBytes("<Delete><Object><Key>a</Key></Object></Delete>");

        Assert.Equal("MissingArgument", (await Client.Send("POST", "", "delete", body)).Code);
        Assert.Equal("InvalidDigest", (await Client.Send("POST", "", "delete", body, ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="))).Code);
    }

    [Fact]
    public async Task No_key_is_deleted_when_one_is_not_allowed()
    {
        await Client.Append("app/a.log", 0, "x");
        await Client.Append("other/a.log", 0, "x");
        Client.Signer = new TestSigner("cleaner", "secret", "cn-hangzhou");

        var reply = await Delete("", "app/a.log", "other/a.log");

        Assert.Equal((403, "AccessDenied"), (reply.Status, reply.Code));
        Assert.Equal(2, Emulator.ListKeys("logs").Count);
        Assert.Equal(200, (await Delete("", "app/a.log")).Status);
    }

    private Task<Reply> Delete(string quiet, params string[] keys) =>
        Send("delete", $"<Delete>{quiet}{string.Concat(keys.Select(key => $"<Object><Key>{key}</Key></Object>"))}</Delete>");

    private Task<Reply> Send(string query, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
#pragma warning disable CA5351 // Content-MD5 requires MD5.
        return Client.Send("POST", "", query, bytes, ("Content-MD5", Convert.ToBase64String(MD5.HashData(bytes))));
#pragma warning restore CA5351
    }
}
