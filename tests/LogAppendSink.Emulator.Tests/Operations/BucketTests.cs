using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class BucketTests : EmulatorTest
{
    [Fact]
    public async Task A_bucket_is_made_and_then_takes_objects()
    {
        Client.Bucket = "made-later";

        Assert.Equal(200, (await Client.Send("PUT", "", "", [])).Status);
        Assert.Equal(200, (await Client.Send("PUT", "", "", [])).Status);

        Assert.Equal(200, (await Client.Append("a.log", 0, "x")).Status);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("under_score")]
    public async Task A_bucket_of_no_valid_name_is_refused(string bucket)
    {
        Client.Bucket = bucket;

        var reply = await Client.Send("PUT", "", "", []);

        Assert.Equal((400, "InvalidBucketName"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task What_a_bucket_was_made_with_is_told_and_stays_when_it_is_made_again()
    {
        Client.Bucket = "made-later";
        var settings = "<StorageClass>IA</StorageClass><DataRedundancyType>ZRS</DataRedundancyType>";
        var body = $"<CreateBucketConfiguration>{settings}</CreateBucketConfiguration>";

        await Client.Send("PUT", "", "", Encoding.UTF8.GetBytes(body), ("x-oss-acl", "public-read"));
        await Client.Send("PUT", "", "", null);
        var info = (await Client.Send("GET", "", "bucketInfo", null)).Xml;

        Assert.Equal("BucketInfo", info.Name.LocalName);
        var bucket = info.Element("Bucket")!;
        string[] names = ["Name", "CreationDate", "Location", "ExtranetEndpoint", "IntranetEndpoint", "StorageClass", "DataRedundancyType"];
        Assert.Equal(
            [
                "made-later", "2025-08-01T12:34:56.000Z", "oss-cn-hangzhou",
                "oss-cn-hangzhou.aliyuncs.com", "oss-cn-hangzhou-internal.aliyuncs.com", "IA", "ZRS",
            ],
            names.Select(name => bucket.Element(name)?.Value));
        Assert.Equal("public-read", bucket.Element("AccessControlList")?.Element("Grant")?.Value);
        Assert.NotNull(bucket.Element("Owner")?.Element("ID"));
    }

    [Theory]
    [InlineData("<Wrong/>", "private", "MalformedXML")]
    [InlineData("<CreateBucketConfiguration>", "private", "MalformedXML")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><CreateBucketConfiguration/>", "private", "MalformedXML")]
    [InlineData("<CreateBucketConfiguration><StorageClass>Warm</StorageClass></CreateBucketConfiguration>", "private", "InvalidArgument")]
    [InlineData("<CreateBucketConfiguration/>", "secret", "InvalidArgument")]
    public async Task A_bucket_that_is_asked_for_wrongly_is_not_made(string body, string acl, string code)
    {
        Client.Bucket = "made-later";

        Assert.Equal(code, (await Client.Send("PUT", "", "", Encoding.UTF8.GetBytes(body), ("x-oss-acl", acl))).Code);
        Assert.Equal("NoSuchBucket", (await Client.Send("GET", "", "bucketInfo", null)).Code);
    }

    [Fact]
    public async Task The_location_is_the_region_with_its_prefix()
    {
        var xml = (await Client.Send("GET", "", "location", null)).Xml;

        Assert.Equal(("LocationConstraint", "oss-cn-hangzhou"), (xml.Name.LocalName, xml.Value));
    }

    [Fact]
    public async Task Only_an_empty_bucket_is_deleted()
    {
        await Client.Append("a.log", 0, "x");

        var full = await Client.Send("DELETE", "", "", null);
        await Client.Delete("a.log");
        var empty = await Client.Send("DELETE", "", "", null);
        var gone = await Client.Send("DELETE", "", "", null);

        Assert.Equal((409, "BucketNotEmpty"), (full.Status, full.Code));
        Assert.Equal(204, empty.Status);
        Assert.Equal((404, "NoSuchBucket"), (gone.Status, gone.Code));
        Assert.Equal("NoSuchBucket", (await Client.Append("a.log", 0, "x")).Code);
        Assert.Equal(200, (await Client.Send("PUT", "", "", null)).Status);
        Assert.Equal(200, (await Client.Append("a.log", 0, "x")).Status);
    }

    [Fact]
    public async Task A_bucket_deleted_while_others_append_holds_nothing_or_stays()
    {
        for (var round = 0; round < 20; round++)
        {
            Client.Bucket = $"round-{round}";
            await Client.Send("PUT", "", "", null);

            var appends = Enumerable.Range(0, 8).Select(i => Client.Append($"{i}.log", 0, "x")).ToList();
            var deletion = await Client.Send("DELETE", "", "", null);
            var answers = await Task.WhenAll(appends);

            var stored = answers.Count(answer => answer.Status == 200);
            Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[200, 404]));
            Assert.Equal(deletion.Status == 204 ? 0 : stored, deletion.Status == 204 ? stored : Emulator.ListKeys(Client.Bucket).Count);
        }
    }

    [Fact]
    public async Task Buckets_are_listed_in_pages()
    {
        foreach (var name in (string[])["beta-2", "alpha", "beta-1"])
        {
            Client.Bucket = name;
            await Client.Send("PUT", "", "", null);
        }

        var all = (await Client.SendRaw("GET", "/", "", null)).Xml;
        var page = (await Client.SendRaw("GET", "/", "prefix=beta&max-keys=1", null)).Xml;
        var rest = (await Client.SendRaw("GET", "/", "prefix=beta&max-keys=1&marker=beta-1", null)).Xml;

        Assert.Equal(["alpha", "beta-1", "beta-2", "logs"], Names(all));
        Assert.Null(all.Element("IsTruncated"));
        Assert.Equal(
            ("true", "beta-1", "1"),
            (page.Element("IsTruncated")?.Value, page.Element("NextMarker")?.Value, page.Element("MaxKeys")?.Value));
        Assert.Equal(["beta-1"], Names(page));
        Assert.Equal(["beta-2"], Names(rest));
        Assert.Equal("cn-hangzhou", all.Descendants("Region").First().Value);

        static IEnumerable<string?> Names(System.Xml.Linq.XElement xml) =>
            xml.Descendants("Bucket").Select(bucket => bucket.Element("Name")?.Value);
    }

    [Fact]
    public async Task A_bucket_keeps_its_record_over_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;
        var options = new OssEmulatorOptions { DataDirectory = directory, TimeProvider = Time };

        await using (var first = await OssEmulator.StartAsync(options))
        {
            using var client = new OssClient(first);
            Assert.Equal(200, (await client.Send("PUT", "", "acl", null, ("x-oss-acl", "public-read"))).Status);
        }

        Time.Advance(TimeSpan.FromDays(1));
        await using (var second = await OssEmulator.StartAsync(options))
        {
            using var client = new OssClient(second);
            var info = (await client.Send("GET", "", "bucketInfo", null)).Xml;

            Assert.Equal("2025-08-01T12:34:56.000Z", info.Descendants("CreationDate").Single().Value);
            Assert.Equal("public-read", info.Descendants("Grant").Single().Value);
        }

        Directory.Delete(directory, recursive: true);
    }
}
