using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>Losses that are recorded in the log itself.</summary>
public class LogPipelineLossRecordTests
{
    private const string LossRecord =
        "\"@mt\":\"{DroppedEvents} events were dropped: {DropReason}\",\"@l\":\"Error\",\"DroppedEvents\":1,\"DropReason\":\"RecordTooLarge\",\"SourceContext\":\"LogAppendSink\"}\n";

    [Fact]
    public async Task Loss_is_recorded_in_the_log_at_the_gap()
    {
        await using var scenario = new PipelineScenario(SmallBuffer);
        await LoseOneAsync(scenario);
        scenario.Write("behind\n");
        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        scenario.Write("later\n");

        await scenario.Pipeline.FlushAsync().WithDeadline("another flush");

        var lines = scenario.TextOf("app.clef").Split('\n');
        Assert.Equal(("first", "behind", "later"), (lines[0], lines[1], lines[3]));
        Assert.EndsWith(LossRecord, lines[2] + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loss_is_recorded_in_the_log_during_disposal()
    {
        await using var scenario = new PipelineScenario(SmallBuffer);
        await LoseOneAsync(scenario);
        scenario.Write("behind\n");

        var disposal = scenario.Pipeline.DisposeAsync().AsTask();
        scenario.Store.Release();
        await disposal.WithDeadline("disposal");

        Assert.EndsWith(LossRecord, scenario.TextOf("app.clef"), StringComparison.Ordinal);
        var status = scenario.Pipeline.Status;
        Assert.Equal((4L, 3L, 1L, 0L), (status.Accepted, status.Stored, status.Dropped, status.Pending));
    }

    [Fact]
    public async Task Delivery_does_not_wait_for_room_in_its_buffer()
    {
        await using var scenario = new PipelineScenario(options =>
        {
            SmallBuffer(options);
            options.QueueFullMode = QueueFullMode.Wait;
        });
        await LoseOneAsync(scenario);
        scenario.Write(new string('s', 49) + "\n"); // Small: a batch of its own, whose room is too small for the loss record.
        for (var i = 0; i < 63; i++)
            scenario.Write(new string('x', 1023) + "\n");
        scenario.Write(new string('y', 967) + "\n"); // Full to the last byte.

        scenario.Store.Release();

        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        Assert.Contains(new string('y', 967), scenario.TextOf("app.clef"), StringComparison.Ordinal);
    }

    /// <summary>One event in flight, and one lost.</summary>
    private static async Task LoseOneAsync(PipelineScenario scenario)
    {
        scenario.Store.Hold();
        scenario.Write("first\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        scenario.Write(new string('x', 2000) + "\n");
    }

    private static void SmallBuffer(OssAppendOptions options)
    {
        options.QueueLimitBytes = 64 * 1024;
        options.BatchSizeLimitBytes = 1024;
        options.EventBodyLimitBytes = 1024;
    }
}
