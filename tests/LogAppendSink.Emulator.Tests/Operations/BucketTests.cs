using System.Text;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Storage;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class BucketTests : EmulatorTest
{
    [Fact]
    public async Task Created_bucket_accepts_objects()
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
    public async Task Bucket_is_rejected_when_its_name_is_invalid(string bucket)
    {
        Client.Bucket = bucket;

        var reply = await Client.Send("PUT", "", "", []);

        Assert.Equal((400, "InvalidBucketName"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Bucket_attributes_are_returned_and_stay_when_it_is_created_again()
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
    public async Task Bucket_is_not_created_when_the_request_is_invalid(string body, string acl, string code)
    {
        Client.Bucket = "made-later";

        Assert.Equal(code, (await Client.Send("PUT", "", "", Encoding.UTF8.GetBytes(body), ("x-oss-acl", acl))).Code);
        Assert.Equal("NoSuchBucket", (await Client.Send("GET", "", "bucketInfo", null)).Code);
    }

    [Fact]
    public async Task Bucket_location_is_the_region_with_its_prefix()
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
    public async Task Append_stores_nothing_when_it_waited_for_the_deletion_of_its_bucket()
    {
        var directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;
        using var store = ObjectStore.Open(directory, Time.GetUtcNow());
        var bucket = store.CreateBucket("made-later", new BucketRecord(Time.GetUtcNow()));
        var runner = new OperationRunner(store, new Authorizer([], store, "cn-hangzhou"), new OssEmulatorOptions());
        using var append = new OssRequest(
            "POST", RequestTarget.Parse("/a.log?append&position=0"), "made-later.localhost", new Dictionary<string, string>(), Time.GetUtcNow())
        {
            Address = ObjectAddress.Parse("made-later.localhost", "/a.log"),
            Operation = OssOperation.Append,
            Body = StagedBody.FromBytes("x"u8),
        };
        Task<bool> deletion;
        Task<Answer> answer;

        using (await bucket.EnterAsync("a.log", CancellationToken.None))
        {
            deletion = bucket.TryDeleteAsync();
            answer = runner.RunAsync(append, justBefore: null);
        }

        Assert.True(await deletion);
        Assert.Equal("NoSuchBucket", (await answer).Error?.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(directory, "buckets")));
        Assert.Same(store.CreateBucket("made-later", new BucketRecord(Time.GetUtcNow())), store.FindBucket("made-later"));
        store.Dispose();
        Directory.Delete(directory, recursive: true);
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
    public async Task Bucket_attributes_survive_a_restart()
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
