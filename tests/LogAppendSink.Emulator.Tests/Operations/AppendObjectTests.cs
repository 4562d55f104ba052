using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class AppendObjectTests : EmulatorTest
{
    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) => options with { ObjectSizeLimitBytes = 1000 };

    [Fact]
    public async Task Append_response_has_the_new_end()
    {
        var first = await Client.Append("logs/app.log", 0, "hello");
        var second = await Client.Append("logs/app.log", 5, " world");

        Assert.Equal((200, "5", "11177612005948864433"), End(first));
        Assert.Equal((200, "11", "5981764153023615706"), End(second));
        Assert.Matches("^\"[0-9A-F]{24}00000000\"$", second["ETag"]);
        Assert.NotEqual(first["ETag"], second["ETag"]);
        Assert.Empty(second.Body);
        Assert.Equal("hello world", (await Client.Get("logs/app.log")).Text);
    }

    [Theory]
    [InlineData("absent", 0, 200, "", "1")]
    [InlineData("absent", 7, 409, "PositionNotEqualToLength", "0")]
    [InlineData("empty", 0, 200, "", "1")]
    [InlineData("five", 0, 409, "PositionNotEqualToLength", "5")]
    [InlineData("five", 4, 409, "PositionNotEqualToLength", "5")]
    [InlineData("five", 5, 200, "", "6")]
    [InlineData("five", 6, 409, "PositionNotEqualToLength", "5")]
    [InlineData("five", long.MaxValue, 409, "PositionNotEqualToLength", "5")]
    [InlineData("normal", 0, 409, "ObjectNotAppendable", null)]
    [InlineData("normal", 6, 409, "ObjectNotAppendable", null)]
    [InlineData("sealed", 5, 409, "ObjectNotAppendable", null)]
    public async Task Append_succeeds_only_at_the_end(string state, long position, int status, string code, string? next)
    {
        await Client.Append("empty", 0, "");
        await Client.Append("five", 0, "hello");
        await Client.Append("sealed", 0, "hello");
        await Client.Send("POST", "sealed", "seal&position=5", []);
        await Client.Put("normal", "normal");

        var reply = await Client.Append(state, position, "x");

        Assert.Equal((status, code, next), (reply.Status, reply.Code, reply["x-oss-next-append-position"]));
    }

    [Fact]
    public async Task Second_append_at_one_position_is_rejected_with_the_length()
    {
        await Client.Append("a.log", 0, "hello");

        var reply = await Client.Append("a.log", 0, "other");

        Assert.Equal((409, "5", "0026-00000016"), (reply.Status, reply["x-oss-next-append-position"], reply["x-oss-ec"]));
        Assert.Equal("Position is not equal to file length", reply.Xml.Element("Message")?.Value);
        Assert.DoesNotContain("<Length>", reply.Text, StringComparison.Ordinal);
        Assert.Equal("hello", (await Client.Get("a.log")).Text);
    }

    [Theory]
    [InlineData("append", "MissingArgument", "0016-00000501")]
    [InlineData("append&position=", "MissingArgument", "0016-00000501")]
    [InlineData("append&position=test", "MissingArgument", "0016-00000502")]
    [InlineData("append&position=-1", "MissingArgument", "0016-00000502")]
    [InlineData("append&position=%2B1", "MissingArgument", "0016-00000502")]
    [InlineData("append&position=1.0", "MissingArgument", "0016-00000502")]
    [InlineData("append&position=9223372036854775808", "MissingArgument", "0016-00000502")]
    [InlineData("append&position=0&versionId=null", "InvalidArgument", "0016-00000504")]
    public async Task Append_is_rejected_when_the_position_is_invalid(string query, string code, string ec)
    {
        var reply = await Client.Send("POST", "a.log", query, [1]);

        Assert.Equal((400, code, ec), (reply.Status, reply.Code, reply["x-oss-ec"]));
        Assert.Null(reply["x-oss-next-append-position"]);
        Assert.Equal(404, (await Client.Head("a.log")).Status);
    }

    [Fact]
    public async Task Empty_append_creates_an_object_but_changes_no_existing_one()
    {
        var created = await Client.Append("a.log", 0, "");
        await Client.Append("a.log", 0, "hello");
        var before = await Client.Head("a.log");
        Time.Advance(TimeSpan.FromMinutes(1));
        var unchanged = await Client.Append("a.log", 5, "");
        var after = await Client.Head("a.log");

        Assert.Equal((200, "0", "0"), End(created));
        Assert.Equal((200, "5", "11177612005948864433"), End(unchanged));
        Assert.Equal((before["ETag"], before["Last-Modified"]), (after["ETag"], after["Last-Modified"]));
    }

    [Fact]
    public async Task Last_Modified_changes_with_every_append()
    {
        await Client.Append("a.log", 0, "a");
        Time.Advance(TimeSpan.FromMinutes(1));
        await Client.Append("a.log", 1, "b");

        Assert.Equal("Fri, 01 Aug 2025 12:35:56 GMT", (await Client.Head("a.log"))["Last-Modified"]);
    }

    [Theory]
    [InlineData("XUFAKrxLKna5cZ2REBfFkg==", 200, "")] // "hello"
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", 400, "InvalidDigest")]
    [InlineData("not base64", 400, "InvalidDigest")]
    public async Task Body_digest_is_verified(string md5, int status, string code)
    {
        var reply = await Client.Append("a.log", 0, "hello", ("Content-MD5", md5));

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal(status == 200 ? 200 : 404, (await Client.Head("a.log")).Status);
    }

    [Theory]
    [InlineData(1000, 0, 200, "")] // exactly the limit
    [InlineData(1001, 0, 400, "EntityTooLarge")]
    [InlineData(400, 600, 200, "")]
    [InlineData(400, 601, 400, "EntityTooLarge")]
    public async Task Append_is_rejected_when_the_object_would_exceed_its_limit(int firstBytes, int secondBytes, int status, string code)
    {
        var reply = await Client.Append("a.log", 0, new byte[firstBytes]);
        if (secondBytes > 0)
            reply = await Client.Append("a.log", firstBytes, new byte[secondBytes]);

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Only_the_creating_append_sets_the_attributes()
    {
        await Client.Append(
            "a.log", 0, "a",
            ("Content-Type", "text/plain"), ("Cache-Control", "no-cache"), ("Content-Disposition", "inline"),
            ("Content-Encoding", "gzip"), ("Expires", "Fri, 01 Aug 2025 12:34:56 GMT"), ("x-oss-meta-App", "shop"),
            ("x-oss-tagging", "a=1&b=2%20c"), ("x-oss-storage-class", "IA"));
        var later = await Client.Append(
            "a.log", 1, "b",
            ("Content-Type", "text/html"), ("Cache-Control", "private"), ("x-oss-meta-app", "other"), ("x-oss-meta-new", "1"),
            ("x-oss-tagging", "c=3"), ("x-oss-storage-class", "ColdArchive"));

        var head = await Client.Head("a.log");

        Assert.Equal(200, later.Status);
        Assert.Equal(("text/plain", "shop", null), (head["Content-Type"], head["x-oss-meta-app"], head["x-oss-meta-new"]));
        Assert.Equal(("2", "IA"), (head["x-oss-tagging-count"], head["x-oss-storage-class"]));
        Assert.Equal(
            ("no-cache", "inline", "gzip", "Fri, 01 Aug 2025 12:34:56 GMT"),
            (head["Cache-Control"], head["Content-Disposition"], head["Content-Encoding"], head["Expires"]));
    }

    [Fact]
    public async Task Later_append_sets_the_ACL()
    {
        await Client.Append("a.log", 0, "a", ("x-oss-object-acl", "private"));
        await Client.Append("a.log", 1, "b", ("x-oss-object-acl", "public-read"));
        await Client.Append("a.log", 2, "c");

        var acl = await Client.Send("GET", "a.log", "acl", null);

        Assert.Equal("public-read", acl.Xml.Element("AccessControlList")?.Element("Grant")?.Value);
    }

    [Fact]
    public async Task Encryption_header_is_returned_by_every_later_append()
    {
        var first = await Client.Append(
            "a.log", 0, "a", ("x-oss-server-side-encryption", "KMS"), ("x-oss-server-side-data-encryption", "SM4"));
        var later = await Client.Append("a.log", 1, "b", ("x-oss-server-side-encryption", "AES256"));
        var head = await Client.Head("a.log");

        foreach (var reply in (Reply[])[first, later, head])
        {
            Assert.Equal(("KMS", "SM4"), (reply["x-oss-server-side-encryption"], reply["x-oss-server-side-data-encryption"]));
            Assert.NotNull(reply["x-oss-server-side-encryption-key-id"]);
        }
    }

    [Theory]
    [InlineData("x-oss-object-acl", "everyone", "InvalidArgument")]
    [InlineData("x-oss-storage-class", "ColdArchive", "InvalidArgument")]
    [InlineData("x-oss-storage-class", "Glacier", "InvalidArgument")]
    [InlineData("x-oss-server-side-encryption", "ROT13", "InvalidEncryptionAlgorithmError")]
    [InlineData("x-oss-meta-under_score", "1", "InvalidArgument")]
    [InlineData("x-oss-tagging", "a=1&a=2", "InvalidArgument")]
    [InlineData("x-oss-tagging", "a&b&c&d&e&f&g&h&i&j&k", "InvalidArgument")]
    [InlineData("x-oss-traffic-limit", "1", "InvalidArgument")]
    [InlineData("x-oss-callback", "e30=", "NotImplemented")]
    [InlineData("If-Match", "\"x\"", "NotImplemented")]
    [InlineData("If-Modified-Since", "Fri, 01 Aug 2025 12:34:56 GMT", "NotImplemented")]
    public async Task Unsupported_header_is_rejected_and_nothing_is_created(string name, string value, string code)
    {
        var reply = await Client.Append("a.log", 0, "a", (name, value));

        Assert.Equal((400, code), (reply.Status, reply.Code));
        Assert.Equal(404, (await Client.Head("a.log")).Status);
    }

    [Fact]
    public async Task User_metadata_is_limited_to_8_KB()
    {
        const string Name = "x-oss-meta-a";

        var tooLarge = await Client.Append("a.log", 0, "a", (Name, new string('a', 8 * 1024 - Name.Length + 1)));
        var full = await Client.Append("a.log", 0, "a", (Name, new string('a', 8 * 1024 - Name.Length)));

        Assert.Equal(("InvalidArgument", 200), (tooLarge.Code, full.Status));
    }

    [Fact]
    public async Task Missing_bucket_gets_NoSuchBucket()
    {
        Client.Bucket = "absent";

        var reply = await Client.Append("a.log", 0, "a");

        Assert.Equal((404, "NoSuchBucket", "0015-00000101"), (reply.Status, reply.Code, reply["x-oss-ec"]));
        Assert.Equal("absent", reply.Xml.Element("BucketName")?.Value);
    }

    [Fact]
    public async Task Exactly_one_of_32_concurrent_appends_succeeds()
    {
        await Client.Append("race.log", 0, "start:");

        var bodies = Enumerable.Range(0, 32).Select(i => $"writer {i:00};").ToList();
        var replies = await Task.WhenAll(bodies.Select(body => Client.Append("race.log", 6, body)));

        var winner = Assert.Single(Enumerable.Range(0, 32), i => replies[i].Status == 200);
        Assert.All(
            replies.Where(reply => reply.Status != 200),
            reply => Assert.Equal(("PositionNotEqualToLength", "16"), (reply.Code, reply["x-oss-next-append-position"])));
        Assert.Equal("start:" + bodies[winner], (await Client.Get("race.log")).Text);
    }

    [Theory]
    [InlineData("Content-Length: 10\n", "hello")]
    [InlineData("Transfer-Encoding: chunked\n", "a\r\nhello")]
    public async Task Nothing_is_stored_when_the_body_is_cut(string framing, string sent)
    {
        await Client.Append("a.log", 0, "before");

        using (var connection = await RawConnection.OpenAsync(Emulator.Port))
        {
            await connection.SendAsync(Client.RawRequest("POST", "a.log", "append&position=6", framing, sent));
            connection.EndSending();
            Assert.DoesNotContain("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("before", (await Client.Get("a.log")).Text);
        Assert.Equal(200, (await Client.Append("a.log", 6, "!")).Status);
    }

    [Fact]
    public async Task Chunked_body_is_appended()
    {
        const string Framing = "Connection: close\nTransfer-Encoding: chunked\n";
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest("POST", "a.log", "append&position=0", Framing, "5\r\nhello\r\n0\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("hello", (await Client.Get("a.log")).Text);
    }

    [Fact]
    public async Task Body_without_a_length_is_rejected()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest("POST", "a.log", "append&position=0", "Connection: close\n", body: ""));

        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 411", answer, StringComparison.Ordinal);
        Assert.Contains("<Code>MissingContentLength</Code>", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/../b.log")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData(" lead and trail ")]
    [InlineData("日志/файл/😀.log")]
    [InlineData("a?b#c%2Fd&e=f+g")]
    [InlineData("ends/")]
    [InlineData("back\\slash\n\r\t")]
    public async Task Every_valid_key_is_a_separate_object(string key)
    {
        await Client.Append("other", 0, "other");

        Assert.Equal(200, (await Client.Append(key, 0, key)).Status);

        Assert.Equal(key, (await Client.Get(key)).Text);
        var listed = (await Client.List("encoding-type=url")).Xml
            .Elements("Contents")
            .Select(e => Uri.UnescapeDataString(e.Element("Key")?.Value ?? ""));
        Assert.Equal(new[] { key, "other" }.Order(StringComparer.Ordinal), listed);
    }

    [Theory]
    [InlineData(1023, 200, "")]
    [InlineData(1024, 400, "InvalidObjectName")]
    public async Task Key_is_rejected_when_it_has_more_than_1023_bytes(int bytes, int status, string code)
    {
        var key = string.Concat(Enumerable.Repeat("日", bytes / 3)) + new string('a', bytes % 3);
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(key));

        var reply = await Client.Append(key, 0, "x");

        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("/logs//a")]
    [InlineData("/logs/%2Fa")]
    [InlineData("/logs/%5Ca")]
    public async Task Key_is_refused_when_it_begins_with_a_slash(string path)
    {
        Assert.Equal("InvalidObjectName", (await Client.SendRaw("POST", path, "append&position=0", [1])).Code);
    }

    [Fact]
    public async Task Large_append_is_read_back()
    {
        await using var emulator = await OssEmulator.StartAsync();
        using var client = new OssClient(emulator);
        var body = new byte[3 * 1024 * 1024 + 17];
        new Random(1).NextBytes(body);

        await client.Append("big", 0, body);
        var second = await client.Append("big", body.Length, body);

        Assert.Equal((2L * body.Length).ToString(CultureInfo.InvariantCulture), second["x-oss-next-append-position"]);
        byte[] both = [.. body, .. body];
        Assert.Equal(both, (await client.Get("big")).Body);
    }

    private static (int Status, string? Next, string? Crc) End(Reply reply) =>
        (reply.Status, reply["x-oss-next-append-position"], reply["x-oss-hash-crc64ecma"]);
}
