using System.Globalization;
using Xunit;

namespace LogAppendSink.EndToEnd;

/// <summary>
/// Logging calls block every thread of a pool that cannot grow, so delivery must not need a pool thread.
/// Each test runs in a child process, since the pool belongs to the process.
/// </summary>
public sealed class StarvedThreadPoolTests
{
    private const string Program = "tests/LogAppendSink.EndToEnd.Starved";

    [Theory]
    [InlineData("wait", 50, 20)]
    [InlineData("audit", 20, 3)]
    [InlineData("flush", 20, 3)]
    public async Task Every_event_is_stored_when_logging_calls_block_every_thread_of_the_pool(string mode, int items, int events)
    {
        await using var rig = await Rig.StartAsync();
        await using var application = ChildProcess.Start(
            Program, rig.StoreEnvironment, mode, items.ToString(CultureInfo.InvariantCulture), events.ToString(CultureInfo.InvariantCulture));

        Assert.True(await application.ExitAsync() == 0, application.Output);

        var stored = await rig.ReadEventsAsync("logs/starved.clef");
        var byItem = stored.GroupBy(e => e.GetProperty("Item").GetInt32(), e => e.GetProperty("Number").GetInt32()).ToList();
        Assert.Equal(items, byItem.Count);
        Assert.All(byItem, item => Assert.Equal(Enumerable.Range(0, events), item));
    }
}
