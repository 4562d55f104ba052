using System.Globalization;
using System.Runtime.InteropServices;
using LogAppendSink.Emulator.Checksums;
using LogAppendSink.Emulator.Tests.Wire;
using Xunit.Abstractions;

namespace LogAppendSink.Emulator.Tests.Endurance;

public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int WriterCount = 4;
    private const int AcknowledgedLimit = 60;
    private const int SmallBodyBytes = 20_000;
    private const int LargeBodyBytes = 1_500_000; // larger than the in-memory limit of a body

    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Acknowledged_appends_survive_a_kill_during_appends()
    {
        var kills = Exhaustive.Or(few: 5, all: 50);
        var random = new Random(1);
        var writers = Enumerable.Range(0, WriterCount).Select(i => new Writer($"writer-{i}.log", random.Next())).ToList();

        for (var kill = 0; kill < kills; kill++)
        {
            using var process = await EmulatorProcess.StartAsync("--port", "0", "--data", _directory);
            using var client = new OssClient(process.Endpoint, new TestSigner("emulator-key-id", "emulator-key-secret", "cn-hangzhou"));

            foreach (var writer in writers)
                await writer.CompareAsync(client);

            // The kill happens at the response to one writer, while the appends of the others are in flight.
            var acknowledged = 0;
            var target = random.Next(1, AcknowledgedLimit);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writing = writers.Select(writer => Task.Run(() => writer.AppendUntilCutAsync(client, Acknowledged))).ToList();
            await reached.Task;
            process.Kill();
            await Task.WhenAll(writing);

            void Acknowledged()
            {
                if (Interlocked.Increment(ref acknowledged) == target)
                    reached.SetResult();
            }
        }

        await using var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions { DataDirectory = _directory });
        using var reader = new OssClient(emulator);

        foreach (var writer in writers)
            await writer.CompareAsync(reader);

        output.WriteLine($"{kills} kills, {writers.Sum(writer => writer.AcknowledgedCount)} appends acknowledged, "
            + $"{writers.Sum(writer => writer.AppliedUnansweredCount)} applied without a response");
    }

    /// <summary>Appends to its own object and tracks the expected content.</summary>
    private sealed class Writer(string key, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<byte> _acknowledged = [];
        private byte[]? _unanswered;

        public int AcknowledgedCount { get; private set; }

        public int AppliedUnansweredCount { get; private set; }

        public async Task AppendUntilCutAsync(OssClient client, Action acknowledged)
        {
            while (true)
            {
                var body = new byte[_random.Next(1, _random.Next(10) == 0 ? LargeBodyBytes : SmallBodyBytes)];
                _random.NextBytes(body);

                try
                {
                    _unanswered = body;
                    Assert.Equal(200, (await client.Append(key, _acknowledged.Count, body)).Status);
                }
                catch (HttpRequestException)
                {
                    return; // The emulator was killed.
                }

                _unanswered = null;
                _acknowledged.AddRange(body);
                AcknowledgedCount++;
                acknowledged();
            }
        }

        /// <summary>All acknowledged appends are stored. An append without a response is stored completely or not at all.</summary>
        public async Task CompareAsync(OssClient client)
        {
            var stored = await client.Get(key);

            if (stored.Status == 404)
            {
                Assert.Empty(_acknowledged);
                _unanswered = null;
                return;
            }

            if (_unanswered is not null && stored.Body.Length > _acknowledged.Count)
            {
                _acknowledged.AddRange(_unanswered);
                AppliedUnansweredCount++;
            }

            _unanswered = null;
            Assert.True(CollectionsMarshal.AsSpan(_acknowledged).SequenceEqual(stored.Body), $"{key} differs from what was acknowledged.");
            var crc = Crc64.Append(0, stored.Body).ToString(CultureInfo.InvariantCulture);
            var head = await client.Head(key);
            Assert.Equal(
                (crc, stored.Body.Length.ToString(CultureInfo.InvariantCulture)),
                (head["x-oss-hash-crc64ecma"], head["x-oss-next-append-position"]));
        }
    }
}
