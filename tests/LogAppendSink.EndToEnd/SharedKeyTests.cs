using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd;

public class SharedKeyTests
{
    private const int EventCount = 200;

    [Theory]
    [InlineData(ConflictMode.Continue, false)]
    [InlineData(ConflictMode.Continue, true)] // one append in ten is cut, before it is applied or after
    [InlineData(ConflictMode.Roll, true)]
    public async Task Identical_events_of_two_sinks_of_one_process_are_all_stored(ConflictMode onConflict, bool losesResponses)
    {
        await using var rig = await Rig.StartAsync();
        if (losesResponses)
            rig.Emulator.Faults.WithProbability(seed: 7, probability: 0.1, OssOperation.Append, [Fault.AppliedThenCut, Fault.CutBeforeBody]);
        var pipelines = Enumerable.Range(0, 2).Select(_ => rig.CreatePipeline(options =>
        {
            options.OnConflict = onConflict;
            options.BufferingTimeLimit = TimeSpan.Zero;
            options.ShutdownTimeout = TimeSpan.FromSeconds(25);
        })).ToList();

        for (var number = 0; number < EventCount; number++)
        {
            foreach (var pipeline in pipelines)
                Assert.True(pipeline.TryWrite("same"u8, RecordLevel.Information));
            if (number % 4 == 0)
                await Task.WhenAll(pipelines.Select(pipeline => pipeline.FlushAsync())).WithDeadline("all to be stored");
        }

        foreach (var pipeline in pipelines)
            await pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        var lines = (await rig.ReadObjectsAsync()).Sum(stored => Encoding.UTF8.GetString(stored.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(pipelines.Count * EventCount, lines);
        Assert.All(pipelines, pipeline => Assert.Equal(EventCount, pipeline.Status.Stored));
    }
}
