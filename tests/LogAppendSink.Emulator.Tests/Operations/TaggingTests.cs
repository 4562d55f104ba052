using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class TaggingTests : EmulatorTest
{
    [Fact]
    public async Task Tags_are_replaced_told_and_deleted_and_the_objects_time_stays()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-tagging", "old=1"));
        var before = await Client.Head("a.log");
        Time.Advance(TimeSpan.FromMinutes(5));

        var put = await Put(Tag("app", "order service") + Tag("path", "a/b:c+d"));
        var told = (await Client.Send("GET", "a.log", "tagging", null)).Xml;
        var head = await Client.Head("a.log");
        var deleted = await Client.Send("DELETE", "a.log", "tagging", null);

        Assert.Equal((200, 204), (put.Status, deleted.Status));
        Assert.Equal(
            ["app=order service", "path=a/b:c+d"],
            told.Element("TagSet")!.Elements("Tag").Select(tag => $"{tag.Element("Key")?.Value}={tag.Element("Value")?.Value}"));
        Assert.Equal((before["Last-Modified"], "2"), (head["Last-Modified"], head["x-oss-tagging-count"]));
        Assert.Empty((await Client.Send("GET", "a.log", "tagging", null)).Xml.Element("TagSet")!.Elements());
        Assert.Equal(204, (await Client.Send("DELETE", "a.log", "tagging", null)).Status);
    }

    [Theory]
    [InlineData("<Tag><Key></Key><Value>1</Value></Tag>")]
    [InlineData("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag>")]
    [InlineData("<Tag><Key>a&amp;b</Key><Value>1</Value></Tag>")]
    public async Task A_tag_that_breaks_a_rule_is_refused(string tags)
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal("InvalidArgument", (await Put(tags)).Code);
    }

    [Fact]
    public async Task An_object_has_ten_tags_at_most()
    {
        await Client.Append("a.log", 0, "hello");

        Assert.Equal(200, (await Put(string.Concat(Enumerable.Range(0, 10).Select(i => Tag($"k{i}", ""))))).Status);
        Assert.Equal("InvalidArgument", (await Put(string.Concat(Enumerable.Range(0, 11).Select(i => Tag($"k{i}", ""))))).Code);
    }

    [Fact]
    public async Task Another_document_a_wrong_digest_or_an_absent_key_is_refused()
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
