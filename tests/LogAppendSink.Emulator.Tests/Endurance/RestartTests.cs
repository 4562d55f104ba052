using System.Diagnostics;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Storage;
using LogAppendSink.Emulator.Tests.Wire;
using Xunit.Abstractions;

namespace LogAppendSink.Emulator.Tests.Endurance;

public sealed class RestartTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Restart_is_fast_when_there_are_thousands_of_objects()
    {
        var count = Exhaustive.Or(few: 500, all: 10_000);
        await Seed(count);

        // Starts the program, so that the time includes the process start.
        var watch = Stopwatch.StartNew();
        using var process = await EmulatorProcess.StartAsync("--port", "0", "--data", _directory);
        var elapsed = watch.Elapsed;

        output.WriteLine($"{count} objects: {elapsed.TotalMilliseconds:F0} ms");
        using var client = new OssClient(process.Endpoint, new TestSigner("emulator-key-id", "emulator-key-secret", "cn-hangzhou"));
        Assert.Equal("5", (await client.Head($"app/{count - 1}.log"))["x-oss-next-append-position"]);
        Assert.Equal(100, (await client.List("")).Xml.Elements("Contents").Count());
        Assert.True(!Exhaustive.IsOn || elapsed < Limit, $"It took {elapsed}.");
    }

    private async Task Seed(int count)
    {
        using var store = ObjectStore.Open(_directory, DateTimeOffset.UnixEpoch);
        var bucket = store.CreateBucket("logs", new BucketRecord(DateTimeOffset.UnixEpoch));

        for (var i = 0; i < count; i++)
        {
            var key = $"app/{i}.log";
            using (await bucket.EnterAsync(key, CancellationToken.None))
                await DirectAppend.Append_NeedsLock(bucket, key, "hello"u8.ToArray(), DateTimeOffset.UnixEpoch);
        }
    }
}
