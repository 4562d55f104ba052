using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

/// <summary>
/// Documents are limited in depth, elements and tags, and are parsed in linear time.
/// </summary>
public sealed class DocumentTests : EmulatorTest
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Enough for a large document on a busy machine; quadratic parsing takes many times as long.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    public static TheoryData<string, string, string> Readers { get; } = new()
    {
        { "PUT", "a.log", "tagging" },
        { "POST", "", "delete" },
        { "PUT", "", "" },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Document_is_refused_soon_when_it_is_nested_deeply(string method, string key, string query)
    {
        const int Depth = 500_000;

        await AssertRefusedSoonAsync(
            method, key, query, string.Concat(Enumerable.Repeat("<a>", Depth)) + string.Concat(Enumerable.Repeat("</a>", Depth)));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Document_is_refused_soon_when_it_has_many_elements(string method, string key, string query) =>
        await AssertRefusedSoonAsync(method, key, query, $"<a>{string.Concat(Enumerable.Repeat("<b/>", Megabyte))}</a>");

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Document_is_refused_soon_when_a_tag_has_many_attributes(string method, string key, string query) =>
        await AssertRefusedSoonAsync(
            method, key, query, $"<a {string.Concat(Enumerable.Range(0, 600_000).Select(i => $"b{i}='' "))}/>");

    [Theory]
    [InlineData("<!---->x")]
    [InlineData("<?p?>x")]
    [InlineData("&#1;x")]
    [InlineData("<![CDATA[x]]>")]
    [InlineData("<![CDATA[")] // never closed
    [InlineData("\u0001")]
    [InlineData("x")]
    public async Task Document_is_read_soon_when_its_text_has_many_parts(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, (2 * Megabyte) / part.Length));

        await AssertRefusedSoonAsync("PUT", "a.log", "tagging", $"<Tagging><TagSet><Tag><Key>{text}</Key></Tag></TagSet></Tagging>");
    }

    [Theory]
    [InlineData("<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet><Other/></Tagging>")]
    [InlineData("<Tagging><TagSet><Other/></TagSet></Tagging>")]
    [InlineData("<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value><Other/></Tag></TagSet></Tagging>")]
    [InlineData("<Tagging><TagSet><Tag><Value>1</Value></Tag></TagSet></Tagging>")]
    [InlineData("<Tagging><TagSet><Tag><Key>a</Key><Key>b</Key><Value>1</Value></Tag></TagSet></Tagging>")]
    [InlineData("<Tagging><TagSet/><TagSet/></Tagging>")]
    [InlineData("<Tagging/>")]
    [InlineData("<Tagging><TagSet/></Tagging><Tagging/>")]
    [InlineData("<Tagging><Tag><Key>a</Key><Value>1</Value></Tag></Tagging>")]
    [InlineData("")]
    public async Task Tags_stay_when_the_document_does_not_fit_the_schema(string document)
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "kept=1"));

        var reply = await SendAsync("PUT", "a.log", "tagging", document);

        Assert.Equal((400, "MalformedXML"), (reply.Status, reply.Code));
        Assert.Equal("kept", (await Client.Send("GET", "a.log", "tagging", null)).Xml.Descendants("Key").Single().Value);
    }

    [Theory]
    [InlineData("<Delete><Object><Key>a.log</Key></Object><Other/></Delete>", 400, "MalformedXML")]
    [InlineData("<Delete><Object><Key>a.log</Key><Other/></Object></Delete>", 400, "MalformedXML")]
    [InlineData("<Delete><Object><Key>a.log</Key><Key>b.log</Key></Object></Delete>", 400, "MalformedXML")]
    [InlineData("<Delete><Object></Object></Delete>", 400, "MalformedXML")]
    [InlineData("<Delete><Quiet>true</Quiet><Quiet>false</Quiet><Object><Key>a.log</Key></Object></Delete>", 400, "MalformedXML")]
    [InlineData("<Delete><Object><Key>a.log</Key><VersionId>CAEQ</VersionId></Object></Delete>", 501, "NotImplemented")]
    public async Task Objects_stay_when_the_document_does_not_fit_the_schema(string document, int status, string code)
    {
        await Client.Append("a.log", 0, "hello");

        var reply = await SendAsync("POST", "", "delete", document);

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal(["a.log"], Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Delete>\n  <Object>\n    <Key>a.log</Key>\n  </Object>\n</Delete>\n")]
    [InlineData("\uFEFF<Delete><Object><Key>a.log</Key><VersionId></VersionId></Object></Delete>")]
    [InlineData("<Delete xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\"><Object><Key>a.log</Key></Object></Delete>")]
    [InlineData("<!-- a comment --><Delete><Object><Key>a<!-- within -->.log</Key></Object></Delete>")]
    [InlineData("<Delete><Object><Key>a&#46;log</Key></Object></Delete>")]
    public async Task Object_is_deleted_when_the_document_has_another_form_of_the_same(string document)
    {
        await Client.Append("a.log", 0, "hello");

        var reply = await SendAsync("POST", "", "delete", document);

        Assert.True(reply.Status == 200, reply.ToString());
        Assert.Empty(Emulator.ListKeys("logs"));
    }

    [Fact]
    public async Task Document_is_refused_when_it_is_not_UTF_8()
    {
        var body = Encoding.Unicode.GetPreamble()
            .Concat(Encoding.Unicode.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-16\"?><Tagging><TagSet/></Tagging>"))
            .ToArray();

        Assert.Equal("MalformedXML", (await Client.Send("PUT", "a.log", "tagging", body)).Code);
    }

    [Fact]
    public void Limits_leave_room_for_the_largest_valid_document() =>
        Assert.True(XmlBody.ElementLimit > 2 + (1000 * 3) && XmlBody.DepthLimit > 4);

    private async Task AssertRefusedSoonAsync(string method, string key, string query, string document)
    {
        var reply = await SendAsync(method, key, query, document).WaitAsync(ReadLimit, TimeProvider.System);

        Assert.Equal(400, reply.Status);
    }

    private Task<Reply> SendAsync(string method, string key, string query, string document)
    {
        var body = Encoding.UTF8.GetBytes(document);
#pragma warning disable CA5351 // Content-MD5 requires MD5.
        return Client.Send(method, key, query, body, ("Content-MD5", Convert.ToBase64String(MD5.HashData(body))));
#pragma warning restore CA5351
    }
}
