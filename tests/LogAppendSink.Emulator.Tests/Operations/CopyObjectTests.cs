using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class CopyObjectTests : EmulatorTest
{
    private const string Policy = """
        {
          "Version": "1",
          "Statement": [{ "Effect": "Allow", "Action": "oss:PutObject", "Resource": "*" }]
        }
        """;

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { Credentials = [new OssCredential("writer", "secret") { Policy = Policy }] };

    [Fact]
    public async Task Append_object_has_new_metadata_and_accepts_appends_after_a_copy_onto_itself()
    {
        await Client.Append("a.log", 0, "hello", ("x-oss-meta-app", "old"), ("x-oss-tagging", "a=b"), ("Content-Type", "text/plain"));
        var before = await Client.Head("a.log");
        Time.Advance(TimeSpan.FromMinutes(5));

        var copy = await Copy("a.log", "/logs/a.log", ("x-oss-meta-app", "new"), ("Content-Type", "text/csv"));
        var after = await Client.Head("a.log");
        var append = await Client.Append("a.log", 5, "!");

        Assert.Equal(200, copy.Status);
        Assert.Equal(
            (after["ETag"], "2025-08-01T12:39:56.000Z"),
            (copy.Xml.Element("ETag")?.Value, copy.Xml.Element("LastModified")?.Value));
        Assert.Equal(("new", "text/csv", "1"), (after["x-oss-meta-app"], after["Content-Type"], after["x-oss-tagging-count"]));
        Assert.Equal(("Appendable", "5"), (after["x-oss-object-type"], after["x-oss-next-append-position"]));
        Assert.Equal("Fri, 01 Aug 2025 12:39:56 GMT", after["Last-Modified"]);
        Assert.Equal((before["ETag"], before["x-oss-hash-crc64ecma"]), (after["ETag"], after["x-oss-hash-crc64ecma"]));
        Assert.Equal("6", append["x-oss-next-append-position"]);
    }

    [Fact]
    public async Task Append_object_cannot_be_copied_elsewhere()
    {
        await Client.Append("a.log", 0, "hello");

        var reply = await Copy("b.log", "/logs/a.log");

        Assert.Equal((400, "OperationNotSupported"), (reply.Status, reply.Code));
        Assert.Equal(["a.log"], Emulator.ListKeys("logs"));
    }

    [Theory]
    [InlineData("COPY", "old")]
    [InlineData("REPLACE", "new")]
    [InlineData(null, "old")]
    public async Task Metadata_of_a_copy_depends_on_the_directive(string? directive, string metadata)
    {
        await Client.Put("a b/ü.txt", "hello", ("x-oss-meta-app", "old"), ("x-oss-tagging", "a=b"));
        var headers = new List<(string, string)> { ("x-oss-meta-app", "new") };
        if (directive is not null)
            headers.Add(("x-oss-metadata-directive", directive));

        var reply = await Copy("copy.txt", "/logs/a%20b%2F%C3%BC.txt", [.. headers]);
        var head = await Client.Head("copy.txt");

        Assert.Equal(200, reply.Status);
        Assert.Equal((metadata, "1", "Normal"), (head["x-oss-meta-app"], head["x-oss-tagging-count"], head["x-oss-object-type"]));
        Assert.Equal((await Client.Head("a b/ü.txt"))["ETag"], head["ETag"]);
        Assert.Equal("hello", (await Client.Get("copy.txt")).Text);
    }

    [Fact]
    public async Task Copy_replaces_tags_when_requested()
    {
        await Client.Put("a.txt", "hello", ("x-oss-tagging", "a=b"));

        await Copy("b.txt", "/logs/a.txt", ("x-oss-tagging", "c=d&e=f"), ("x-oss-tagging-directive", "Replace"));

        Assert.Equal("2", (await Client.Head("b.txt"))["x-oss-tagging-count"]);
    }

    [Fact]
    public async Task Copy_from_another_bucket_works()
    {
        await Client.Put("a.txt", new string('x', 3_000_000));
        Client.Bucket = "other-bucket";
        await Client.Send("PUT", "", "", null);

        Assert.Equal(200, (await Copy("b.txt", "/logs/a.txt")).Status);

        Assert.Equal(3_000_000, Emulator.ReadObject("other-bucket", "b.txt").Length);
    }

    [Theory]
    [InlineData("/logs/absent.txt", 404, "NoSuchKey")]
    [InlineData("/no-bucket/a.txt", 404, "NoSuchBucket")]
    [InlineData("/logs/a.txt?versionId=1", 400, "InvalidArgument")]
    [InlineData("/logs", 400, "InvalidArgument")]
    [InlineData("/", 400, "InvalidArgument")]
    public async Task Missing_copy_source_is_named(string source, int status, string code)
    {
        await Client.Put("a.txt", "hello");

        var reply = await Copy("b.txt", source);

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("x-oss-copy-source-if-match", "\"0\"", 412)]
    [InlineData("x-oss-copy-source-if-match", "*", 200)]
    [InlineData("x-oss-copy-source-if-none-match", "*", 304)]
    [InlineData("x-oss-copy-source-if-modified-since", "Fri, 01 Aug 2025 12:34:56 GMT", 304)]
    [InlineData("x-oss-copy-source-if-unmodified-since", "Fri, 01 Aug 2025 12:34:55 GMT", 412)]
    [InlineData("x-oss-copy-source-if-unmodified-since", "Fri, 01 Aug 2025 12:34:56 GMT", 200)]
    [InlineData("x-oss-metadata-directive", "MERGE", 400)]
    public async Task Copy_checks_conditions_of_its_source(string header, string value, int status)
    {
        await Client.Put("a.txt", "hello");

        Assert.Equal(status, (await Copy("b.txt", "/logs/a.txt", (header, value))).Status);
        Assert.Equal(status == 200 ? 2 : 1, Emulator.ListKeys("logs").Count);
    }

    [Fact]
    public async Task Copy_is_rejected_when_it_forbids_overwriting_an_existing_object()
    {
        await Client.Put("a.txt", "hello");
        await Client.Put("b.txt", "kept");

        var reply = await Copy("b.txt", "/logs/a.txt", ("x-oss-forbid-overwrite", "true"));

        Assert.Equal((409, "FileAlreadyExists"), (reply.Status, reply.Code));
        Assert.Equal("kept", (await Client.Get("b.txt")).Text);
    }

    [Fact]
    public async Task Copy_is_rejected_when_the_access_key_may_not_read_the_source()
    {
        await Client.Put("a.txt", "hello");
        Client.Signer = new TestSigner("writer", "secret", "cn-hangzhou");

        var reply = await Copy("b.txt", "/logs/a.txt");

        Assert.Equal((403, "oss:GetObject"), (reply.Status, reply.Xml.Element("AuthAction")?.Value));
    }

    private Task<Reply> Copy(string key, string source, params (string Name, string Value)[] headers) =>
        Client.Send("PUT", key, "", null, [("x-oss-copy-source", source), .. headers]);
}
