using System.Globalization;
using LogAppendSink.Emulator;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.EndToEnd;

public sealed class ManyWritersTests(ITestOutputHelper output)
{
    private const int WriterCount = 8;
    private const int EventCount = 2_000;
    private const string Program = "tests/LogAppendSink.EndToEnd.Writer";

    [Fact]
    public async Task Every_event_is_stored_once_when_eight_processes_share_an_object()
    {
        await using var rig = await Rig.StartAsync();

        await WriteAsync(rig, ConflictMode.Continue);

        var stored = Assert.Single(await rig.ReadObjectsAsync());
        Assert.Equal("logs/shared.clef", stored.Key);
        await AssertStoredOnceInOrderAsync(rig);
    }

    [Fact]
    public async Task Eight_processes_with_one_name_get_an_object_each_when_they_roll_on_conflict()
    {
        await using var rig = await Rig.StartAsync();

        await WriteAsync(rig, ConflictMode.Roll);

        await AssertStoredOnceInOrderAsync(rig);
        foreach (var (key, _) in await rig.ReadObjectsAsync())
            Assert.Single((await rig.ReadEventsAsync(key)).Select(e => e.GetProperty("Writer").GetInt32()).Distinct());
    }

    private async Task WriteAsync(Rig rig, ConflictMode onConflict)
    {
        var writers = Enumerable.Range(0, WriterCount)
            .Select(writer => ChildProcess.Start(Program, rig.StoreEnvironment, Text(writer), Text(EventCount), onConflict.ToString()))
            .ToList();
        try
        {
            // All at the same time, to provoke conflicts.
            foreach (var writer in writers)
                await writer.LineAsync("a writer to be ready", line => line == "Ready.");
            foreach (var writer in writers)
                await writer.TellAsync("Go.");
            foreach (var writer in writers)
                Assert.True(await writer.ExitAsync() == 0, writer.Output);
        }
        finally
        {
            foreach (var writer in writers)
                await writer.DisposeAsync();
        }

        var appends = rig.Emulator.Requests.Entries(OssOperation.Append);
        var (stored, conflicts) = (appends.Count(entry => entry.Outcome == "200"), appends.Count(entry => entry.Outcome == "409"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{onConflict}: {WriterCount} writers, {stored} appends stored, {conflicts} conflicts, {(double)conflicts / stored:0.00} for each; {rig.Emulator.Requests.CountOf(OssOperation.Head)} looks, {rig.Emulator.Requests.CountOf(OssOperation.Get)} reads."));
    }

    private static async Task AssertStoredOnceInOrderAsync(Rig rig)
    {
        // Reading them proves that the lines are whole.
        var byWriter = (await rig.ReadEventsAsync()).ToLookup(e => e.GetProperty("Writer").GetInt32(), e => e.GetProperty("Number").GetInt32());

        Assert.Equal(WriterCount, byWriter.Count);
        foreach (var numbers in byWriter)
            Assert.Equal(Enumerable.Range(0, EventCount), numbers);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
