using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineTimingTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [Fact]
    public async Task Nothing_is_asked_of_the_store_before_the_first_event()
    {
        await using var scenario = new PipelineScenario();

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Empty(scenario.Memory.Calls);
        Assert.Empty(scenario.Notices.All);
    }

    [Fact]
    public async Task The_first_event_goes_out_at_once()
    {
        await using var scenario = new PipelineScenario();

        scenario.Write("first\n");

        await scenario.Store.Ended.WaitForCountAsync(1, "append");
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task The_first_event_waits_for_company_when_that_is_asked_for()
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
    public async Task Later_events_wait_for_company_until_the_oldest_is_due()
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
    public async Task Events_that_came_during_an_append_have_waited_for_that_long()
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
    public async Task A_clock_that_is_set_back_does_not_prolong_the_wait()
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
    public async Task Without_a_buffering_time_nothing_waits()
    {
        await using var scenario = new PipelineScenario(options => options.BufferingTimeLimit = TimeSpan.Zero);
        await scenario.StoreFirstAsync();

        scenario.Write("second\n");

        await scenario.Store.Ended.WaitForCountAsync(2, "appends");
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task A_full_batch_goes_out_at_once()
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
    public async Task A_fatal_event_goes_out_at_once_with_what_is_before_it()
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
    public async Task A_day_boundary_parts_events_into_two_objects()
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
