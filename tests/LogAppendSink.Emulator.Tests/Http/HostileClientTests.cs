using System.Text;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Http;

/// <summary>Oversized and malicious requests are rejected and store nothing.</summary>
public sealed class HostileClientTests : EmulatorTest, IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    internal override OssEmulatorOptions Configure(OssEmulatorOptions options) =>
        options with { DataDirectory = Path.Combine(_parent, "data"), ObjectSizeLimitBytes = 100_000 };

    [Theory]
    [InlineData("GET /logs/{0} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 414")]
    [InlineData("GET /logs/a HTTP/1.1\r\nHost: 127.0.0.1\r\nx-oss-meta-a: {0}\r\n\r\n", "HTTP/1.1 431")]
    public async Task Oversized_headers_are_rejected(string request, string status)
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(request.Replace("{0}", new string('x', 40_000), StringComparison.Ordinal));

        Assert.StartsWith(status, await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "a.log", "append&position=0", 100_001)]
    [InlineData("PUT", "a.log", "", 100_001)]
    [InlineData("PUT", "a.log", "tagging", BodyReceiver.DocumentLimitBytes + 1)]
    [InlineData("POST", "", "delete", BodyReceiver.DocumentLimitBytes + 1)]
    public async Task Body_is_rejected_unread_when_its_announced_length_is_too_large(string method, string key, string query, int lengthBytes)
    {
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest(method, key, query, $"Content-Length: {lengthBytes}\n", ""));

        Assert.Contains("<Code>EntityTooLarge</Code>", await connection.ReadErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunked_body_is_rejected_when_it_becomes_too_large()
    {
        var chunk = $"{60_000:x}\r\n{new string('x', 60_000)}\r\n";
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(
            Client.RawRequest("PUT", "a.log", "", "Transfer-Encoding: chunked\n", chunk + chunk));

        Assert.Contains("<Code>EntityTooLarge</Code>", await connection.ReadErrorAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Emulator.DataDirectory, "staging")));
    }

    [Fact]
    public async Task Body_of_an_unsigned_request_is_not_read()
    {
        Client.Signer = null;
        using var connection = await RawConnection.OpenAsync(Emulator.Port);

        await connection.SendAsync(Client.RawRequest("PUT", "a.log", "", "Content-Length: 90000\n", ""));

        Assert.StartsWith("HTTP/1.1 403", await connection.ReadErrorAsync(), StringComparison.Ordinal);
        Assert.Null(Assert.Single(Emulator.Requests.Entries()).BodyLengthBytes);
    }

    [Theory]
    [InlineData("../../../outside")]
    [InlineData("a/../../../../outside")]
    [InlineData("..%2F..%2F..%2Foutside")]
    [InlineData("%2e%2e/%2E%2E/%2e%2e/outside")]
    [InlineData("..%5C..%5Coutside")]
    [InlineData("a%2F%2Fetc%2Fpasswd")]
    public async Task Key_with_dot_segments_is_a_normal_object(string encodedKey)
    {
        var put = await Client.SendRaw("PUT", "/logs/" + encodedKey, "", Encoding.UTF8.GetBytes("hello"));

        Assert.Equal(200, put.Status);
        Assert.Equal("hello", (await Client.SendRaw("GET", "/logs/" + encodedKey, "", null)).Text);
        Assert.Equal([Uri.UnescapeDataString(encodedKey)], Emulator.ListKeys("logs"));
        AssertNothingOutside();
    }

    [Theory]
    [InlineData("/../")]
    [InlineData("/%2e%2e/")]
    [InlineData("/..%2F..%2Foutside/")]
    [InlineData("/%2Ftmp%2Foutside/")]
    public async Task Bucket_with_dot_segments_is_invalid(string path)
    {
        var put = await Client.SendRaw("PUT", path, "", null);
        var get = await Client.SendRaw("GET", path + "a", "", null);

        Assert.InRange(put.Status, 400, 499);
        Assert.InRange(get.Status, 400, 499);
        AssertNothingOutside();
    }

    private void AssertNothingOutside()
    {
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(_parent).Select(Path.GetFileName));
        Assert.Equal(
            ["buckets", "lock", "staging"],
            Directory.EnumerateFileSystemEntries(Emulator.DataDirectory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var buckets = Path.Combine(Emulator.DataDirectory, "buckets");
        Assert.Equal(["logs"], Directory.EnumerateFileSystemEntries(buckets).Select(Path.GetFileName));
    }
}
