using LogAppendSink.Emulator.Storage;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Storage;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Restart_keeps_objects_port_and_directory()
    {
        var options = new OssEmulatorOptions { DataDirectory = _directory };
        Reply before;

        await using (var first = await OssEmulator.StartAsync(options))
        {
            options = options with { Port = first.Port };
            using var client = new OssClient(first);
            await client.Append("a.log", 0, "hello", ("Content-Type", "text/plain"), ("x-oss-meta-app", "shop"));
            await client.Append("a.log", 5, " world");
            await client.Append("gone.log", 0, "x");
            await client.Delete("gone.log");
            await client.Put("replaced", "first");
            await client.Put("replaced", "second");
            before = await client.Head("a.log");
        }

        await using var second = await OssEmulator.StartAsync(options);
        using var reader = new OssClient(second);
        var after = await reader.Head("a.log");

        string[] kept = ["ETag", "Last-Modified", "x-oss-next-append-position", "x-oss-hash-crc64ecma", "Content-Type", "x-oss-meta-app"];
        foreach (var header in kept)
            Assert.Equal(before[header], after[header]);
        Assert.Equal("hello world", (await reader.Get("a.log")).Text);
        Assert.Equal("second", (await reader.Get("replaced")).Text);
        Assert.Equal(404, (await reader.Head("gone.log")).Status);
        Assert.Equal("12", (await reader.Append("a.log", 11, "!"))["x-oss-next-append-position"]);
    }

    [Fact]
    public async Task Acknowledged_appends_survive_SIGKILL()
    {
        Reply acknowledged;
        using (var process = await EmulatorProcess.StartAsync("--port", "0", "--data", _directory))
        {
            using var client = new OssClient(process.Endpoint, new TestSigner("emulator-key-id", "emulator-key-secret", "cn-hangzhou"));
            await client.Append("a.log", 0, "hello");
            acknowledged = await client.Append("a.log", 5, " world");
            process.Kill();
        }

        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var reader = new OssClient(emulator);
        var head = await reader.Head("a.log");

        Assert.Equal(200, acknowledged.Status);
        Assert.Equal(
            (acknowledged["ETag"], acknowledged["x-oss-next-append-position"], acknowledged["x-oss-hash-crc64ecma"]),
            (head["ETag"], head["x-oss-next-append-position"], head["x-oss-hash-crc64ecma"]));
        Assert.Equal("hello world", (await reader.Get("a.log")).Text);
    }

    [Fact]
    public async Task Unacknowledged_bytes_are_removed_at_restart()
    {
        await AppendOnce("hello");
        await File.AppendAllTextAsync(SingleFile("*.data"), "torn");

        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var client = new OssClient(emulator);

        Assert.Equal("5", (await client.Head("a.log"))["x-oss-next-append-position"]);
        await client.Append("a.log", 5, "!");
        Assert.Equal("hello!", (await client.Get("a.log")).Text);
    }

    [Fact]
    public async Task Previous_end_record_is_used_when_the_last_one_is_torn()
    {
        await using (var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory }))
        {
            using var client = new OssClient(emulator);
            await client.Append("a.log", 0, "hello");
            await client.Append("a.log", 5, " world"); // sequence 2, in the first slot
        }

        var end = await File.ReadAllBytesAsync(SingleFile("*.end"));
        end[9] ^= 1;
        await File.WriteAllBytesAsync(SingleFile("*.end"), end);

        await using var restarted = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var reader = new OssClient(restarted);

        Assert.Equal("hello", (await reader.Get("a.log")).Text);
    }

    [Fact]
    public async Task Object_does_not_exist_when_its_creation_was_interrupted()
    {
        await AppendOnce("hello");
        File.Delete(SingleFile("object.json"));

        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var client = new OssClient(emulator);

        Assert.Equal(404, (await client.Head("a.log")).Status);
        Assert.Equal(200, (await client.Append("a.log", 0, "again")).Status);
        Assert.Equal("again", (await client.Get("a.log")).Text);
    }

    [Fact]
    public async Task Start_fails_when_a_data_file_is_too_short()
    {
        await AppendOnce("hello");
        await File.WriteAllTextAsync(SingleFile("*.data"), "hel");

        var e = await Assert.ThrowsAsync<InvalidDataException>(
            () => OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory }));

        Assert.Contains("has 3 bytes instead of 5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_fails_when_another_emulator_uses_the_directory()
    {
        await using var first = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });

        var e = await Assert.ThrowsAsync<IOException>(() => OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory }));

        Assert.Contains($"DataDirectory '{_directory}' is in use by another emulator", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_body_is_staged_in_a_file_that_is_deleted()
    {
        var bytes = new byte[StagedBody.MemoryLimitBytes + 1];
        new Random(1).NextBytes(bytes);
        var path = Path.Combine(_directory, "out");

        using (var body = await StagedBody.ReceiveAsync(new MemoryStream(bytes), _directory, bytes.Length, CancellationToken.None))
        {
            Assert.NotNull(body);
            Assert.Single(Directory.GetFiles(_directory));
            await body.WriteToAsync(path, position: 0);
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal(["out"], Directory.GetFiles(_directory).Select(Path.GetFileName));
        Assert.Null(await StagedBody.ReceiveAsync(new MemoryStream(bytes), _directory, bytes.Length - 1, CancellationToken.None));
        Assert.Single(Directory.GetFiles(_directory));
    }

    private async Task AppendOnce(string text)
    {
        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var client = new OssClient(emulator);
        Assert.Equal(200, (await client.Append("a.log", 0, text)).Status);
    }

    private string SingleFile(string pattern) => Assert.Single(Directory.GetFiles(_directory, pattern, SearchOption.AllDirectories));
}
