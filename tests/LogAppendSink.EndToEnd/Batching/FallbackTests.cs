using System.Text.Json;
using Xunit;

namespace LogAppendSink.EndToEnd.Batching;

/// <summary><c>WriteTo.FallbackChain</c>: a file catches what the buffer drops during an outage.</summary>
public sealed class FallbackTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("logappend-fallback-");

    private string FilePath => Path.Combine(_directory.FullName, "fallback.json");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Each_event_is_in_the_store_or_in_the_file_after_an_outage_that_fills_the_buffer()
    {
        const int count = 20_000;
        await using var rig = await Rig.StartAsync();
        await LogThroughOutageAsync(rig, count, limitBytes: 1_000_000_000);

        var stored = (await rig.ReadEventsAsync())
            .Where(e => e.TryGetProperty("Number", out _)) // one reports the loss
            .Select(e => e.GetProperty("Number").GetInt32()).ToList();
        var caught = FileNumbers();
        Assert.NotEmpty(stored);
        Assert.NotEmpty(caught);
        Assert.Equal(Enumerable.Range(0, count), stored.Concat(caught).Order());
    }

    [Fact]
    public async Task File_ends_at_its_limit_and_logging_continues()
    {
        const int limitBytes = 100_000;
        const int lineBytesMax = 1_000;
        await using var rig = await Rig.StartAsync();
        await LogThroughOutageAsync(rig, 20_000, limitBytes);

        Assert.InRange(new FileInfo(FilePath).Length, limitBytes, limitBytes + lineBytesMax);
        Assert.Contains(19_999, FileNumbers().Concat((await rig.ReadEventsAsync()).Select(NumberOf)));
    }

    private async Task LogThroughOutageAsync(Rig rig, int count, long limitBytes)
    {
        void Settings(OssAppendOptions options)
        {
            rig.Configure(options);
            options.EventBodyLimitBytes = 16 * 1024;
            options.BatchSizeLimitBytes = 64 * 1024;
            options.QueueLimitBytes = 1024 * 1024;
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
        }

        await rig.Emulator.PauseAsync();
        await using var logger = BatchingExamples.Fallback(Settings, FilePath, limitBytes);
        for (var number = 0; number < count - 1; number++)
            logger.Information("Event {Number}", number);
        await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
        await rig.Emulator.ResumeAsync();
        await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageEnded);
        logger.Error("Event {Number}", count - 1);
    }

    private List<int> FileNumbers() => File.ReadAllLines(FilePath)
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Properties").GetProperty("Number").GetInt32())
        .ToList();

    private static int NumberOf(JsonElement e) => e.TryGetProperty("Number", out var number) ? number.GetInt32() : -1;
}
