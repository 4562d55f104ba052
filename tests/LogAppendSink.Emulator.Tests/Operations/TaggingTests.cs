using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class TaggingTests : EmulatorTest
{
    [Fact]
    public async Task Tags_are_replaced_returned_and_deleted_without_a_new_modification_time()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "old=1"));
        var before = await Client.Head("a.log");
        Time.Advance(TimeSpan.FromMinutes(5));

        var put = await Put(Tag("app", "order service") + Tag("path", "a/b:c+d"));
        var tagging = (await Client.Send("GET", "a.log", "tagging", null)).Xml;
        var head = await Client.Head("a.log");
        var deleted = await Client.Send("DELETE", "a.log", "tagging", null);

        Assert.Equal((200, 204), (put.Status, deleted.Status));
        Assert.Equal(
            ["app=order service", "path=a/b:c+d"],
            tagging.Element("TagSet")!.Elements("Tag").Select(tag => $"{tag.Element("Key")?.Value}={tag.Element("Value")?.Value}"));
        Assert.Equal((before["Last-Modified"], "2"), (head["Last-Modified"], head["x-oss-tagging-count"]));
        Assert.Empty((await Client.Send("GET", "a.log", "tagging", null)).Xml.Element("TagSet")!.Elements());
        Assert.Equal(204, (await Client.Send("DELETE", "a.log", "tagging", null)).Status);
    }

    [Theory]
    [InlineData("<Tag><Key></Key><Value>1</Value></Tag>")]
    [InlineData("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag>")]
    [InlineData("<Tag><Key>a&amp;b</Key><Value>1</Value></Tag>")]
    public async Task Invalid_tag_is_rejected(string tags)
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal("InvalidArgument", (await Put(tags)).Code);
    }

    [Fact]
    public async Task Tags_are_rejected_when_there_are_more_than_ten()
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal(200, (await Put(string.Concat(Enumerable.Range(0, 10).Select(i => Tag($"k{i}", ""))))).Status);
        Assert.Equal("InvalidArgument", (await Put(string.Concat(Enumerable.Range(0, 11).Select(i => Tag($"k{i}", ""))))).Code);
    }

    [Fact]
    public async Task Tagging_is_rejected_when_document_digest_or_key_is_wrong()
    {
        await Client.Append("a.log", 0, "hello");
        var body = Encoding.UTF8.GetBytes("<Tagging><TagSet/></Tagging>");

        Assert.Equal("MalformedXML", (await Client.Send("PUT", "a.log", "tagging", Encoding.UTF8.GetBytes("<Tags/>"))).Code);
        var wrongDigest = await Client.Send("PUT", "a.log", "tagging", body, ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="));

        Assert.Equal("InvalidDigest", wrongDigest.Code);
        Assert.Equal("NoSuchKey", (await Client.Send("PUT", "absent", "tagging", body)).Code);
        Assert.Equal("NoSuchKey", (await Client.Send("GET", "absent", "tagging", null)).Code);
        Assert.Equal("NoSuchKey", (await Client.Send("DELETE", "absent", "tagging", null)).Code);
    }

    private Task<Reply> Put(string tags) =>
        Client.Send("PUT", "a.log", "tagging", Encoding.UTF8.GetBytes($"<Tagging><TagSet>{tags}</TagSet></Tagging>"));

    private static string Tag(string key, string value) => $"<Tag><Key>{key}</Key><Value>{value}</Value></Tag>";
}
