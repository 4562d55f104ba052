using System.Globalization;
using System.Text;
using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.EndToEnd.Spool;

/// <summary>
/// A logging process is killed repeatedly on one spool, while requests fail and the store is killed too.
/// <c>LOGAPPENDSINK_KILLS</c> sets the number of kills (20 by default).
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string Program = "tests/LogAppendSink.EndToEnd.SpoolWriter";
    private const int ThreadCount = 4;

    // A thread logs some 4,000 events a second.
    private const int NumberAtKillMax = 1600;
    private const int NumbersWithoutStoreMax = 800;

    [Fact]
    public async Task Every_accepted_event_is_stored_once_and_in_order_after_a_SIGKILL()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("LOGAPPENDSINK_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 20;
        var random = new Random(kills);
        var spool = Directory.CreateTempSubdirectory("logappend-kill-spool-");
        var reported = new Dictionary<(int Life, int Thread), int>();
        await using var emulator = new EmulatorChild();
        try
        {
            await emulator.StartAsync();
            await emulator.AddFaultsAsync(seed: 1, probability: 0.2);
            var emulatorKills = 0;
            for (var life = 0; life < kills; life++)
            {
                await using var writer = ChildProcess.Start(Program, emulator.StoreEnvironment, life.ToString(CultureInfo.InvariantCulture), spool.FullName);
                var number = random.Next(NumberAtKillMax);
                await ReportAsync(writer, number);
                if (random.Next(5) == 0)
                {
                    emulatorKills++;
                    await emulator.KillAsync();
                    await ReportAsync(writer, number + random.Next(NumbersWithoutStoreMax));
                    await emulator.StartAsync();
                    await emulator.AddFaultsAsync(seed: life, probability: 0.2);
                }

                await writer.KillAsync();
                Note(reported, life, writer.Output);
            }

            await emulator.RemoveFaultsAsync();
            var left = await DeliverRestAsync(emulator, spool.FullName);
            var stored = await CheckAsync(emulator, reported);
            output.WriteLine($"{kills} kills, {emulatorKills} of the store: {reported.Values.Sum(last => last + 1)} events reported, {stored} stored, {left} of them by the last run.");
        }
        finally
        {
            spool.Delete(recursive: true);
        }
    }

    /// <summary>Waits until the first thread of a process has logged an event.</summary>
    private static async Task ReportAsync(ChildProcess writer, int number)
    {
        var report = string.Create(CultureInfo.InvariantCulture, $"0 {number}");
        await writer.LineAsync($"the report '{report}'", line => line == report);
    }

    /// <summary>Reads the progress of one process: for each thread, the last number whose logging call returned.</summary>
    private static void Note(Dictionary<(int Life, int Thread), int> reported, int life, string said)
    {
        foreach (var line in said.Split('\n'))
        {
            // The last line may be incomplete. Notices are not progress reports.
            var parts = line.Split(' ');
            if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var thread) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                reported[(life, thread)] = Math.Max(number, reported.GetValueOrDefault((life, thread), -1));
        }
    }

    private static async Task<long> DeliverRestAsync(EmulatorChild emulator, string spool)
    {
        var notices = new NoticeLog();
        var options = new OssAppendOptions
        {
            ObjectKey = "logs/spooled.clef",
            RollingInterval = ObjectRollingInterval.Infinite,
            ObjectSizeLimitBytes = 2 * 1024 * 1024,
            BatchSizeLimitBytes = 256 * 1024,
            BufferPath = spool,
            OnNotice = notices.Add,
        };
        emulator.Configure(options);
        await using var pipeline = LogPipeline.Create(options);
        var left = pipeline.Status.Pending;
        await pipeline.FlushAsync().WithDeadline("the last run to deliver all");

        Assert.Equal((0, 0), (pipeline.Status.Pending, pipeline.Status.Dropped));
        Assert.Empty(notices.Of(DeliveryNoticeKind.SpoolDamaged));
        return left;
    }

    private static async Task<long> CheckAsync(EmulatorChild emulator, Dictionary<(int Life, int Thread), int> reported)
    {
        var options = new OssAppendOptions();
        emulator.Configure(options);
        using var catalog = ObjectCatalog.Open(options);
        var entries = new List<ObjectEntry>();
        await foreach (var entry in catalog.ListAsync("logs/"))
            entries.Add(entry);

        var next = new Dictionary<(int Life, int Thread), int>();
        var stored = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Key == "logs/spooled.clef" ? "" : entry.Key, StringComparer.Ordinal))
        {
            var bytes = await catalog.ReadAsync(entry.Key, 0, checked((int)entry.LengthBytes));
            var text = Encoding.UTF8.GetString(bytes!.Value.Span); // No process deletes it.
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                using var parsed = JsonDocument.Parse(line);
                var key = (parsed.RootElement.GetProperty("Life").GetInt32(), parsed.RootElement.GetProperty("Thread").GetInt32());
                Assert.Equal(next.GetValueOrDefault(key), parsed.RootElement.GetProperty("Number").GetInt32());
                next[key] = next.GetValueOrDefault(key) + 1;
                stored++;
            }
        }

        Assert.NotEmpty(reported);
        Assert.All(reported, report => Assert.InRange(next.GetValueOrDefault(report.Key), report.Value + 1, report.Value + 2));
        Assert.All(next.Keys, key => Assert.InRange(key.Item2, 0, ThreadCount - 1));
        return stored;
    }
}
