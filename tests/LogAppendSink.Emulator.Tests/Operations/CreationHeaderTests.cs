using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class CreationHeaderTests : EmulatorTest
{
    [Fact]
    public async Task Object_has_the_storage_class_of_its_bucket_when_the_request_names_none()
    {
        await MakeBucketAsync("IA");

        await Client.Append("append.log", 0, "hello");
        await Client.Put("put.txt", "hello", ("x-oss-storage-class", ""));
        await Client.Put("named.txt", "hello", ("x-oss-storage-class", "Standard"));
        await Client.Send("PUT", "copy.txt", "", null, ("x-oss-copy-source", "/made-later/named.txt"));
        await Client.Send("PUT", "named.txt", "", null, ("x-oss-copy-source", "/made-later/named.txt"), ("x-oss-meta-a", "b"));
        await Emulator.AppendDirectAsync("made-later", "direct.log", "hello"u8.ToArray());

        foreach (var (key, storageClass) in ((string, string)[])
            [("append.log", "IA"), ("put.txt", "IA"), ("named.txt", "Standard"), ("copy.txt", "IA"), ("direct.log", "IA")])
        {
            Assert.Equal(storageClass, (await Client.Head(key))["x-oss-storage-class"]);
        }

        var listed = (await Client.List("prefix=append")).Xml.Descendants("StorageClass").Single().Value;
        Assert.Equal("IA", listed);
    }

    [Fact]
    public async Task Append_is_refused_when_the_bucket_has_a_cold_class_and_the_request_names_none()
    {
        await MakeBucketAsync("ColdArchive");

        var inherited = await Client.Append("a.log", 0, "hello");
        var named = await Client.Append("a.log", 0, "hello", ("x-oss-storage-class", "Standard"));

        Assert.Equal((400, "0016-00000503", 200), (inherited.Status, inherited["x-oss-ec"], named.Status));
    }

    [Theory]
    [InlineData("x-oss-object-acl")]
    [InlineData("x-oss-storage-class")]
    [InlineData("x-oss-tagging")]
    [InlineData("x-oss-server-side-encryption")]
    [InlineData("x-oss-server-side-data-encryption")]
    [InlineData("x-oss-traffic-limit")]
    [InlineData("x-oss-callback")]
    [InlineData("x-oss-metadata-directive")]
    [InlineData("Cache-Control")]
    [InlineData("If-None-Match")]
    [InlineData("x-oss-copy-source-if-match")]
    public async Task Header_is_ignored_when_it_is_empty(string header)
    {
        Assert.Equal(200, (await Client.Append("a.log", 0, "hello", (header, ""))).Status);
        Assert.Equal(200, (await Client.Append("a.log", 5, "!", (header, ""))).Status);
        Assert.Equal(200, (await Client.Put("a.txt", "hello", (header, ""))).Status);
        Assert.Equal(200, (await Client.Send("PUT", "b.txt", "", null, ("x-oss-copy-source", "/logs/a.txt"), (header, ""))).Status);

        Assert.Equal(200, (await Client.Get("a.log", (header, ""))).Status);
        Assert.Null((await Client.Head("a.log"))["x-oss-server-side-encryption"]);
        Assert.Equal("default", (await Client.Send("GET", "a.log", "acl", null)).Xml.Descendants("Grant").Single().Value);
    }

    [Fact]
    public async Task Empty_ACL_is_ignored_by_PutBucket_and_missing_for_the_ACL_requests()
    {
        Client.Bucket = "made-later";
        Assert.Equal(200, (await Client.Send("PUT", "", "", null, ("x-oss-acl", ""))).Status);
        await Client.Append("a.log", 0, "hello");

        Assert.Equal("MissingArgument", (await Client.Send("PUT", "", "acl", null, ("x-oss-acl", ""))).Code);
        Assert.Equal("MissingArgument", (await Client.Send("PUT", "a.log", "acl", null, ("x-oss-object-acl", ""))).Code);
    }

    [Theory]
    [InlineData("Content-Language", "zh-CN")]
    [InlineData("Cache-Control", "no-cache")]
    [InlineData("Content-Disposition", "attachment")]
    [InlineData("Content-Encoding", "gzip")]
    [InlineData("Expires", "Fri, 01 Aug 2025 12:34:56 GMT")]
    public async Task Header_of_the_creating_request_is_returned(string header, string value)
    {
        await Client.Append("a.log", 0, "hello", (header, value));
        await Client.Put("a.txt", "hello", (header, value));
        await Client.Send("PUT", "copy.txt", "", null, ("x-oss-copy-source", "/logs/a.txt"));

        foreach (var key in (string[])["a.log", "a.txt", "copy.txt"])
        {
            Assert.Equal(value, (await Client.Head(key))[header]);
            Assert.Equal(value, (await Client.Get(key))[header]);
        }
    }

    private async Task MakeBucketAsync(string storageClass)
    {
        Client.Bucket = "made-later";
        var body = $"<CreateBucketConfiguration><StorageClass>{storageClass}</StorageClass></CreateBucketConfiguration>";
        Assert.Equal(200, (await Client.Send("PUT", "", "", Encoding.UTF8.GetBytes(body))).Status);
    }
}
