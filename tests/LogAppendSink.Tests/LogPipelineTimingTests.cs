using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineTimingTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task No_request_is_sent_before_the_first_event()
    {
        await using var scenario = new PipelineScenario();

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Empty(scenario.Memory.Calls);
        Assert.Empty(scenario.Notices.All);
    }

    [Fact]
    public async Task First_event_is_sent_at_once()
    {
        await using var scenario = new PipelineScenario();

        scenario.Write("first\n");

        await scenario.Store.Ended.WaitForCountAsync(1, "append");
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task First_event_waits_for_more_when_EagerlyEmitFirstEvent_is_off()
    {
        await using var scenario = new PipelineScenario(options => options.EagerlyEmitFirstEvent = false);
        scenario.Write("first\n");
        await scenario.Time.WaitForTimerAsync();
        scenario.Write("second\n");

        scenario.Time.Advance(TimeSpan.FromSeconds(2));

        await scenario.Store.Ended.WaitForCountAsync(1, "append");
        Assert.Equal(["first\nsecond\n"], scenario.Store.Ended.All);
    }

    [Fact]
    public async Task Later_events_wait_for_more_until_the_oldest_is_due()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(TimeSpan.FromSeconds(1));
        scenario.Write("b\n");

        scenario.Time.Advance(TimeSpan.FromSeconds(1) - Tick);
        Assert.Equal(["first\n"], scenario.Store.Begun.All);
        scenario.Time.Advance(Tick);

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal(["first\n", "a\nb\n"], scenario.Store.Ended.All);
    }

    [Fact]
    public async Task Wait_of_an_event_includes_the_append_in_flight()
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.Hold();
        scenario.Write("first\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        scenario.Write("second\n");
        scenario.Time.Advance(TimeSpan.FromSeconds(2));

        scenario.Store.Release();

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal(TimeSpan.FromSeconds(2), scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Wait_is_not_prolonged_when_the_clock_is_set_back()
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.Hold();
        scenario.Write("first\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        scenario.Write("second\n");
        scenario.Time.ShiftWallClock(TimeSpan.FromHours(-1));
        scenario.Store.Release();
        await scenario.Time.WaitForTimerAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), scenario.Time.NextDue);
        scenario.Time.Advance(TimeSpan.FromSeconds(2));

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
    }

    [Fact]
    public async Task Events_are_sent_at_once_when_BufferingTimeLimit_is_zero()
    {
        await using var scenario = new PipelineScenario(options => options.BufferingTimeLimit = TimeSpan.Zero);
        await scenario.StoreFirstAsync();

        scenario.Write("second\n");

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Full_batch_is_sent_at_once()
    {
        await using var scenario = new PipelineScenario(SmallBatches);
        await scenario.StoreFirstAsync();
        var record = new string('x', 511) + "\n";

        scenario.Write(record);
        scenario.Write(record);

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal(record + record, scenario.Store.Ended.All[1]);
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Fatal_event_is_sent_at_once_with_the_earlier_events()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Write("before\n");
        await scenario.Time.WaitForTimerAsync();

        scenario.Write("fatal\n", RecordLevel.Fatal);

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal("before\nfatal\n", scenario.Store.Ended.All[1]);
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Events_of_two_days_go_to_two_objects()
    {
        await using var scenario = new PipelineScenario(options =>
        {
            options.ObjectKey = "{Date}.clef";
            options.EagerlyEmitFirstEvent = false;
        });
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        scenario.Time.Advance(midnight - scenario.Time.GetUtcNow() - Tick);
        scenario.Write("yesterday\n");
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(Tick);
        scenario.Write("today\n");

        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        Assert.Equal("yesterday\n", scenario.TextOf("20260301.clef"));
        Assert.Equal("today\n", scenario.TextOf("20260302.clef"));
    }

    private static void SmallBatches(OssAppendOptions options)
    {
        options.BatchSizeLimitBytes = 1024;
        options.EventBodyLimitBytes = 1024;
    }
}
