using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Operations;

public sealed class ReadTests : EmulatorTest
{
    private static readonly string Thousand = string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i:000}\n\n"));

    [Theory]
    [InlineData(null, 200, null, 206, "-")]
    [InlineData("bytes=0-499", 206, "bytes 0-499/1000", 206, "bytes 0-499/1000")]
    [InlineData("bytes=0-0", 206, "bytes 0-0/1000", 206, "bytes 0-0/1000")]
    [InlineData("bytes=500-", 206, "bytes 500-999/1000", 206, "bytes 500-999/1000")]
    [InlineData("bytes=999-", 206, "bytes 999-999/1000", 206, "bytes 999-999/1000")]
    [InlineData("bytes=-100", 206, "bytes 900-999/1000", 206, "bytes 900-999/1000")]
    [InlineData("bytes=-1000", 206, "bytes 0-999/1000", 206, "bytes 0-999/1000")]
    [InlineData("bytes=500-2000", 200, null, 206, "bytes 500-999/1000")]
    [InlineData("bytes=0-2000", 200, null, 206, "bytes 0-999/1000")]
    [InlineData("bytes=1000-2000", 200, null, 416, null)]
    [InlineData("bytes=1000-", 200, null, 416, null)]
    [InlineData("bytes=99999999999999999999-", 200, null, 416, null)]
    [InlineData("bytes=-2000", 200, null, 206, "bytes 0-999/1000")]
    [InlineData("bytes=-0", 200, null, 416, null)]
    [InlineData("bytes=0-1,5-6", 206, "bytes 0-1/1000", 206, "bytes 0-1/1000")]
    [InlineData("byte=0-499", 200, null, 200, null)]
    [InlineData("bytes=9-5", 200, null, 200, null)]
    [InlineData("bytes=a-b", 200, null, 200, null)]
    [InlineData("bytes=-", 200, null, 200, null)]
    public async Task Range_response_depends_on_the_requested_behaviour(
        string? range, int status, string? contentRange, int standardStatus, string? standardRange)
    {
        await Client.Append("a.log", 0, Thousand);
        (string, string)[] headers = range is null ? [] : [("Range", range)];

        var byDefault = await Client.Get("a.log", headers);
        var standard = await Client.Get("a.log", [.. headers, ("x-oss-range-behavior", "standard")]);

        Check(byDefault, status, contentRange);
        if (range is not null)
            Check(standard, standardStatus, standardRange);

        static void Check(Reply reply, int status, string? contentRange)
        {
            Assert.Equal((status, contentRange), (reply.Status, reply["Content-Range"]));

            if (status == 416)
            {
                Assert.Equal("InvalidRange", reply.Code);
                return;
            }

            var bounds = contentRange?.Split(' ', '-', '/');
            var expected = bounds is null ? Thousand : Thousand[int.Parse(bounds[1])..(int.Parse(bounds[2]) + 1)];
            Assert.Equal(expected, reply.Text);
            Assert.Equal("1000", reply["x-oss-next-append-position"]); // of the whole object, also in a 206 response
        }
    }

    [Fact]
    public async Task Range_of_an_empty_object_gets_416_under_standard_behaviour()
    {
        await Client.Append("a.log", 0, "");

        Assert.Equal(200, (await Client.Get("a.log", ("Range", "bytes=0-"))).Status);
        Assert.Equal(416, (await Client.Get("a.log", ("Range", "bytes=0-"), ("x-oss-range-behavior", "standard"))).Status);
    }

    [Fact]
    public async Task Partial_response_has_the_checksum_of_the_whole_object()
    {
        await Client.Append("a.log", 0, "hello world");

        Assert.Equal("5981764153023615706", (await Client.Get("a.log", ("Range", "bytes=0-4")))["x-oss-hash-crc64ecma"]);
    }

    [Fact]
    public async Task Head_describes_an_append_object()
    {
        await Client.Append("a.log", 0, "test");

        var head = await Client.Head("a.log");

        Assert.Equal(
            (200, "4", "application/octet-stream", "Fri, 01 Aug 2025 12:34:56 GMT", "bytes"),
            (head.Status, head["Content-Length"], head["Content-Type"], head["Last-Modified"], head["Accept-Ranges"]));
        Assert.Equal(
            ("Appendable", "4", "18020588380933092773"),
            (head["x-oss-object-type"], head["x-oss-next-append-position"], head["x-oss-hash-crc64ecma"]));
        Assert.Equal(("Standard", null), (head["x-oss-storage-class"], head["Content-MD5"]));
        Assert.Equal("AliyunOSS", head["Server"]);
        Assert.Equal("Fri, 01 Aug 2025 12:34:56 GMT", head["Date"]);
        Assert.Matches("^[0-9A-F]{24}$", head["x-oss-request-id"]);
        Assert.Matches("^[0-9]+$", head["x-oss-server-time"]);
        Assert.Equal(head["ETag"], (await Client.Get("a.log"))["ETag"]);
    }

    [Fact]
    public async Task Head_describes_a_normal_object()
    {
        var put = await Client.Put("a.txt", "hello");

        var head = await Client.Head("a.txt");

        Assert.Equal((200, "11177612005948864433"), (put.Status, put["x-oss-hash-crc64ecma"]));
        Assert.Equal(("\"5D41402ABC4B2A76B9719D911017C592\"", "XUFAKrxLKna5cZ2REBfFkg=="), (put["ETag"], put["Content-MD5"]));
        Assert.Equal(("Normal", null), (head["x-oss-object-type"], head["x-oss-next-append-position"]));
        Assert.Equal((put["ETag"], put["Content-MD5"]), (head["ETag"], head["Content-MD5"]));
    }

    [Fact]
    public async Task HEAD_error_has_its_document_in_a_header()
    {
        var head = await Client.Head("absent.log");

        Assert.Equal((404, "0026-00000001", "NoSuchKey"), (head.Status, head["x-oss-ec"], head.Code));
        Assert.Empty(head.Body);
        Assert.Equal("absent.log", head.Xml.Element("Key")?.Value);
    }

    [Fact]
    public async Task Error_document_contains_request_and_host()
    {
        var reply = await Client.Get("absent.log");

        Assert.Equal("application/xml", reply["Content-Type"]);
        Assert.Equal(reply["x-oss-request-id"], reply.Xml.Element("RequestId")?.Value);
        Assert.Equal("127.0.0.1", reply.Xml.Element("HostId")?.Value);
        Assert.Equal("0026-00000001", reply.Xml.Element("EC")?.Value);
        Assert.Equal("https://api.aliyun.com/troubleshoot?q=0026-00000001", reply.Xml.Element("RecommendDoc")?.Value);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Object_meta_has_only_length_ETag_and_time()
    {
        await Client.Append("a.log", 0, "test");

        var meta = await Client.Send("HEAD", "a.log", "objectMeta", null);

        Assert.Equal((200, "4", "Fri, 01 Aug 2025 12:34:56 GMT"), (meta.Status, meta["Content-Length"], meta["Last-Modified"]));
        Assert.NotNull(meta["ETag"]);
        Assert.Null(meta["x-oss-object-type"]);
        Assert.Null(meta["x-oss-next-append-position"]);
    }

    [Theory]
    [InlineData("If-Match", "{etag}", 200)]
    [InlineData("If-Match", "\"other\"", 412)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-None-Match", "{etag}", 304)]
    [InlineData("If-None-Match", "\"other\"", 200)]
    [InlineData("If-Modified-Since", "Fri, 01 Aug 2025 12:34:55 GMT", 200)]
    [InlineData("If-Modified-Since", "Fri, 01 Aug 2025 12:34:56 GMT", 304)] // equal: not newer
    [InlineData("If-Modified-Since", "yesterday", 200)]
    [InlineData("If-Unmodified-Since", "Fri, 01 Aug 2025 12:34:56 GMT", 200)]
    [InlineData("If-Unmodified-Since", "Fri, 01 Aug 2025 12:34:55 GMT", 412)]
    public async Task Conditions_are_checked_before_the_content_is_sent(string header, string value, int status)
    {
        var etag = (await Client.Append("a.log", 0, "test"))["ETag"] ?? "";
        Time.Advance(TimeSpan.FromMilliseconds(400)); // HTTP dates have whole seconds
        value = value.Replace("{etag}", etag, StringComparison.Ordinal);

        var get = await Client.Get("a.log", (header, value), ("Range", "bytes=0-9"));
        var head = await Client.Head("a.log", (header, value));

        Assert.Equal((status, status), (get.Status, head.Status));
        if (status == 304)
        {
            Assert.Empty(get.Body);
            Assert.Null(head["x-oss-err"]);
            Assert.Equal(etag, get["ETag"]);
        }
        else if (status == 412)
        {
            Assert.Equal(("PreconditionFailed", "PreconditionFailed"), (get.Code, head.Code));
        }
    }

    [Fact]
    public async Task Query_overrides_response_headers()
    {
        await Client.Append("a.log", 0, "test", ("Content-Type", "text/plain"));

        var reply = await Client.Send("GET", "a.log", "response-content-type=application%2Fjson&response-cache-control=no-store", null);

        Assert.Equal(("application/json", "no-store", "test"), (reply["Content-Type"], reply["Cache-Control"], reply.Text));
    }

    [Fact]
    public async Task Override_cannot_inject_a_header()
    {
        await Client.Append("a.log", 0, "test");

        var reply = await Client.Send("GET", "a.log", "response-content-type=a%0D%0AX-Other:%20b", null);

        Assert.Equal((400, "InvalidArgument"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Archived_object_can_be_described_but_not_read()
    {
        await Client.Append("a.log", 0, "test", ("x-oss-storage-class", "Archive"));

        Assert.Equal(200, (await Client.Head("a.log")).Status);
        Assert.Equal((403, "InvalidObjectState"), ((await Client.Get("a.log")).Status, (await Client.Get("a.log")).Code));
    }

    [Fact]
    public async Task Metadata_is_returned_unchanged_in_every_alphabet()
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);
        await connection.SendAsync(
            Client.RawRequest("PUT", "a", "", "Connection: close\nContent-Length: 1\n", "x", ("x-oss-meta-name", "журнал")));
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);

        using var reader = await RawConnection.OpenAsync(Emulator.Port);
        await reader.SendAsync(Client.RawRequest("GET", "a", "", "Connection: close\n", body: ""));

        Assert.Contains("x-oss-meta-name: журнал\r\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }
}
