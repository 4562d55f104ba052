using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>
/// Responses that the integration tests of the Go SDK v2 need. Source: <c>client_integration_test.go</c> of
/// aliyun/alibabacloud-oss-go-sdk-v2.
/// </summary>
public sealed class GoV2Tests : EmulatorTest
{
    [Theory]
    [InlineData("AccessMonitor", "Disabled")]
    [InlineData("TransferAcceleration", "Disabled")]
    [InlineData("CrossRegionReplication", "Disabled")]
    [InlineData("BlockPublicAccess", "false")]
    [InlineData("ServerSideEncryptionRule/SSEAlgorithm", "None")]
    [InlineData("BucketPolicy/LogBucket", "")]
    [InlineData("BucketPolicy/LogPrefix", "")]
    [InlineData("ResourceGroupId", "rg-emulator")]
    public async Task Bucket_info_has_an_element_for_what_is_off(string path, string value)
    {
        var bucket = (await Client.Send("GET", "", "bucketInfo", null)).Xml.Element("Bucket");

        var element = path.Split('/').Aggregate(bucket, (parent, name) => parent?.Element(name));

        Assert.Equal(value, element?.Value);
    }

    [Fact]
    public async Task Bucket_listing_has_the_resource_group() =>
        Assert.Equal("rg-emulator", (await Client.SendRaw("GET", "/", "", null)).Xml.Descendants("ResourceGroupId").Single().Value);

    [Fact]
    public async Task Multipart_uploads_are_an_empty_list()
    {
        var reply = await Client.Send("GET", "", "encoding-type=url&max-uploads=10&prefix=a%20b&uploads", null);

        Assert.Equal(200, reply.Status);
        Assert.Equal("ListMultipartUploadsResult", reply.Xml.Name.LocalName);
        Assert.Empty(reply.Xml.Elements("Upload"));
        Assert.Equal(
            ("logs", "a%20b", "10", "false"),
            (reply.Xml.Element("Bucket")?.Value, reply.Xml.Element("Prefix")?.Value, reply.Xml.Element("MaxUploads")?.Value,
                reply.Xml.Element("IsTruncated")?.Value));
        Assert.Equal("InvalidArgument", (await Client.Send("GET", "", "uploads&max-uploads=1001", null)).Code);
    }

    [Fact]
    public async Task Object_meta_has_the_checksum()
    {
        await Client.Append("a.log", 0, "hello");

        var meta = await Client.Send("HEAD", "a.log", "objectMeta", null);

        Assert.Equal((200, "11177612005948864433"), (meta.Status, meta["x-oss-hash-crc64ecma"]));
        Assert.Null(meta["x-oss-object-type"]);
    }

    [Theory]
    [InlineData("GET", "a.log", "", 404, "NoSuchBucket")]
    [InlineData("PUT", "a.log", "", 404, "NoSuchBucket")]
    [InlineData("DELETE", "", "", 404, "NoSuchBucket")]
    [InlineData("GET", "", "bucketInfo", 404, "NoSuchBucket")]
    [InlineData("PUT", "", "", 403, null)] // the bucket to create does not exist yet
    public async Task Absent_bucket_is_named_when_the_sender_is_unknown(string method, string key, string query, int status, string? code)
    {
        Client.Bucket = "no-bucket";
        var signer = Client.Signer!;

        foreach (var (sender, refusal) in ((TestSigner?, string)[])
            [(signer with { AccessKeyId = "unknown-id" }, "InvalidAccessKeyId"), (null, "AccessDenied")])
        {
            Client.Signer = sender;
            var reply = await Client.Send(method, key, query, method == "PUT" ? [] : null);

            Assert.Equal((status, code ?? refusal), (reply.Status, reply.Code));
        }
    }

    [Fact]
    public async Task Unknown_key_id_is_refused_with_its_fine_grained_code_when_the_bucket_exists()
    {
        Client.Signer = Client.Signer! with { AccessKeyId = "unknown-id" };

        var reply = await Client.Get("a.log");

        Assert.Equal((403, "InvalidAccessKeyId", "0002-00000902"), (reply.Status, reply.Code, reply["x-oss-ec"]));
    }
}
