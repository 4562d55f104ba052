using System.Xml.Linq;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class ListObjectsTests : EmulatorTest
{
    [Fact]
    public async Task Listing_describes_each_object()
    {
        await Client.Append("logs/app.log", 0, "hello");
        await Client.Put("logs/b.txt", "x");

        var xml = (await Client.List("prefix=logs%2F&fetch-owner=true")).Xml;

        Assert.Equal("ListBucketResult", xml.Name.LocalName);
        Assert.Equal(("logs", "logs/", "100"), (Value(xml, "Name"), Value(xml, "Prefix"), Value(xml, "MaxKeys")));
        Assert.Equal(("false", "2"), (Value(xml, "IsTruncated"), Value(xml, "KeyCount")));
        Assert.Null(xml.Element("NextContinuationToken"));
        var first = xml.Elements("Contents").First();
        Assert.Equal(
            ("logs/app.log", "2025-08-01T12:34:56.000Z", "Appendable", "5", "Standard"),
            (Value(first, "Key"), Value(first, "LastModified"), Value(first, "Type"), Value(first, "Size"), Value(first, "StorageClass")));
        Assert.NotNull(first.Element("Owner"));
        Assert.Equal("Normal", Value(xml.Elements("Contents").Last(), "Type"));
    }

    [Fact]
    public async Task Keys_are_sorted_by_their_UTF_8_bytes()
    {
        // U+1F600 sorts after U+FFE5 in UTF-8, and before it in UTF-16.
        string[] keys = ["A", "a", "a-b", "a/b", "ab", "é", "日", "￥", "😀"];
        foreach (var key in keys.Reverse())
            await Client.Append(key, 0, "x");

        Assert.Equal(keys, Keys((await Client.List("")).Xml));
    }

    [Theory]
    [InlineData("", "a b/1 b/2 b/c/3 d/4 e", "")]
    [InlineData("delimiter=%2F", "a e", "b/ d/")]
    [InlineData("prefix=b%2F", "b/1 b/2 b/c/3", "")]
    [InlineData("prefix=b%2F&delimiter=%2F", "b/1 b/2", "b/c/")]
    [InlineData("start-after=b%2F1", "b/2 b/c/3 d/4 e", "")]
    [InlineData("start-after=zzz", "", "")]
    [InlineData("max-keys=0", "", "")]
    public async Task Listing_is_limited_by_prefix_delimiter_and_start(string query, string keys, string prefixes)
    {
        await Seed();

        var xml = (await Client.List(query)).Xml;

        Assert.Equal(keys, string.Join(' ', Keys(xml)));
        Assert.Equal(prefixes, string.Join(' ', Prefixes(xml)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("delimiter=%2F")]
    [InlineData("prefix=b")]
    [InlineData("delimiter=%2F&encoding-type=url")]
    public async Task Pages_of_every_size_contain_all_keys(string query)
    {
        await Seed();
        var whole = (await Client.List(query)).Xml;

        for (var pageSize = 1; pageSize <= 6; pageSize++)
        {
            var keys = new List<string>();
            var prefixes = new List<string>();
            string? token = null;

            do
            {
                var next = token is null ? "" : "&start-after=zzz&continuation-token=" + token; // the token wins
                var page = (await Client.List($"{query}{(query.Length > 0 ? "&" : "")}max-keys={pageSize}{next}")).Xml;
                keys.AddRange(Keys(page));
                prefixes.AddRange(Prefixes(page));
                token = page.Element("NextContinuationToken")?.Value;
                Assert.Equal(token is null ? "false" : "true", Value(page, "IsTruncated"));
                Assert.True(int.Parse(Value(page, "KeyCount") ?? "") <= pageSize);
            }
            while (token is not null);

            Assert.Equal(Keys(whole), keys);
            Assert.Equal(Prefixes(whole), prefixes);
        }
    }

    [Theory]
    [InlineData("", "a b/1 b/2 b/c/3 d/4 e", "")]
    [InlineData("marker=b%2F1&delimiter=%2F", "e", "b/ d/")]
    [InlineData("marker=b%2F&delimiter=%2F", "e", "d/")] // as returned by a page that ended with b/
    [InlineData("marker=b%2F2", "b/c/3 d/4 e", "")]
    [InlineData("start-after=b%2F2", "a b/1 b/2 b/c/3 d/4 e", "")] // only for ListObjectsV2
    public async Task ListObjects_continues_after_a_marker(string query, string keys, string prefixes)
    {
        await Seed();

        var xml = (await Client.Send("GET", "", query, null)).Xml;

        Assert.Equal(keys, string.Join(' ', Keys(xml)));
        Assert.Equal(prefixes, string.Join(' ', Prefixes(xml)));
        Assert.NotNull(xml.Element("Marker"));
        Assert.Null(xml.Element("KeyCount"));
        Assert.All(xml.Elements("Contents"), item => Assert.NotNull(item.Element("Owner")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("delimiter=%2F")]
    [InlineData("prefix=b")]
    [InlineData("delimiter=%2F&encoding-type=url")]
    public async Task Pages_of_ListObjects_contain_all_keys(string query)
    {
        await Seed();
        var whole = (await Client.Send("GET", "", query, null)).Xml;

        for (var pageSize = 1; pageSize <= 6; pageSize++)
        {
            var keys = new List<string>();
            var prefixes = new List<string>();
            string? marker = "";

            while (marker is not null)
            {
                var next = $"max-keys={pageSize}{(marker.Length > 0 ? "&marker=" + Uri.EscapeDataString(marker) : "")}";
                var page = (await Client.Send("GET", "", query.Length > 0 ? $"{query}&{next}" : next, null)).Xml;
                keys.AddRange(Keys(page));
                prefixes.AddRange(Prefixes(page));
                marker = page.Element("NextMarker")?.Value;
                marker = marker is null ? null : Uri.UnescapeDataString(marker);
                Assert.Equal(marker is null ? "false" : "true", Value(page, "IsTruncated"));
            }

            Assert.Equal(Keys(whole), keys);
            Assert.Equal(Prefixes(whole), prefixes);
        }
    }

    [Fact]
    public async Task URL_encoded_listing_can_contain_any_key()
    {
        await Client.Append("a\u0001b/c d", 0, "x");

        var xml = (await Client.List("encoding-type=url&prefix=a%01b%2F&delimiter=%20")).Xml;

        Assert.Equal(("url", "a%01b%2F", "%20"), (Value(xml, "EncodingType"), Value(xml, "Prefix"), Value(xml, "Delimiter")));
        Assert.Equal(["a%01b%2Fc%20"], Prefixes(xml));
    }

    [Theory]
    [InlineData("max-keys=1001")]
    [InlineData("max-keys=-1")]
    [InlineData("max-keys=many")]
    [InlineData("encoding-type=base64")]
    [InlineData("continuation-token=%21")]
    public async Task Invalid_parameter_is_rejected(string query)
    {
        var reply = await Client.List(query);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    private async Task Seed()
    {
        foreach (var key in (string[])["a", "b/1", "b/2", "b/c/3", "d/4", "e"])
            await Client.Append(key, 0, "x");
    }

    private static List<string> Keys(XElement xml) => [.. xml.Elements("Contents").Select(e => Value(e, "Key") ?? "")];

    private static List<string> Prefixes(XElement xml) => [.. xml.Elements("CommonPrefixes").Select(e => Value(e, "Prefix") ?? "")];

    private static string? Value(XElement xml, string name) => xml.Element(name)?.Value;
}
