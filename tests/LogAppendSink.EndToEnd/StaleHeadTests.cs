using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

/// <summary>
/// A proxy before the store repeats old responses to HEAD: of 39 events, whose appends lost their responses now and then, 75 lines were stored once.
/// </summary>
public sealed class StaleHeadTests
{
    private const int Count = 39;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_event_is_stored_once_and_in_order_when_a_cache_repeats_old_heads_and_responses_are_lost(int every)
    {
        await using var rig = await Rig.StartAsync();
        using var cache = new StaleHeadHandler();
        var pipeline = rig.CreatePipeline(options => Configure(options, cache));
        await using (pipeline)
        {
            for (var number = 0; number < Count; number++)
            {
                if (number % every == 1)
                    rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);
                if (number % 7 == 3)
                    rig.Emulator.Faults.Next(OssOperation.Append, Fault.CutBeforeBody);
                await WriteAsync(pipeline, number);
            }
        }

        Assert.True(cache.Repeated > 0, "The cache was never asked.");
        await AssertStoredOnceAsync(rig, Count);
    }

    [Fact]
    public async Task Every_event_is_stored_once_when_the_cache_outlives_the_process()
    {
        await using var rig = await Rig.StartAsync();
        using var cache = new StaleHeadHandler();
        for (var run = 0; run < 3; run++)
        {
            var pipeline = rig.CreatePipeline(options => Configure(options, cache));
            await using (pipeline)
            {
                for (var number = run * 13; number < (run + 1) * 13; number++)
                {
                    if (number % 4 == 2)
                        rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);
                    await WriteAsync(pipeline, number);
                }
            }
        }

        Assert.True(cache.Repeated > 0, "The cache was never asked.");
        await AssertStoredOnceAsync(rig, Count);
    }

    private static void Configure(OssAppendOptions options, StaleHeadHandler cache)
    {
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.ObjectKey = "app.clef";
        options.HttpMessageHandler = cache;
    }

    private static async Task WriteAsync(LogPipeline pipeline, int number)
    {
        Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes($"event {number}\n"), RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline($"event {number} to be stored");
    }

    private static async Task AssertStoredOnceAsync(Rig rig, int count)
    {
        var lines = (await rig.ReadObjectsAsync()).SelectMany(stored => Encoding.UTF8.GetString(stored.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Enumerable.Range(0, count).Select(number => $"event {number}"), lines);
    }
}
