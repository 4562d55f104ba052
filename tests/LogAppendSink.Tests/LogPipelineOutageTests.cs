using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineOutageTests
{
    [Fact]
    public async Task An_outage_loses_nothing_and_is_told_twice()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Refused : StoreFault.None);
        for (var i = 0; i < 10; i++)
            scenario.Write($"{i}\n");
        while (scenario.Time.Elapsed < TimeSpan.FromMinutes(1))
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Time.WaitForTimerAsync();
        Assert.Equal("The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.", scenario.Pipeline.Status.CurrentFailure);
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", scenario.TextOf("app.clef"));
        Assert.Equal([DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], scenario.Notices.All.Select(notice => notice.Kind));
        Assert.Null(scenario.Pipeline.Status.CurrentFailure);
    }

    [Theory]
    [InlineData((int)StoreFault.Refused, 360, 740)] // one in 10 to 20 s
    [InlineData((int)StoreFault.Unreachable, 1_440, 2_900)]   // one in 2.5 to 5 s, none of which arrives
    public async Task An_outage_of_hours_is_no_storm_of_requests(int fault, int atLeast, int atMost)
    {
        await using var scenario = new PipelineScenario(plan: _ => (StoreFault)fault);
        scenario.Write("a\n");

        while (scenario.Time.Elapsed < TimeSpan.FromHours(2))
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Time.WaitForTimerAsync();
        Assert.InRange(scenario.Memory.Calls.Count, atLeast, atMost);
        Assert.Single(scenario.Notices.All);
    }

    [Fact]
    public async Task After_an_outage_in_which_nobody_was_reached_delivery_goes_on_within_5_s()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Unreachable : StoreFault.None);
        scenario.Write("a\n");
        while (scenario.Time.Elapsed < TimeSpan.FromMinutes(10))
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Time.WaitForTimerAsync();
        isAway = false;
        var backAt = scenario.Time.Elapsed;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        Assert.Equal("a\n", scenario.TextOf("app.clef"));
        Assert.InRange(scenario.Time.Elapsed - backAt, TimeSpan.Zero, RetrySchedule.LongestUnreachedDelay);
    }

    [Fact]
    public async Task What_the_store_asks_for_is_waited()
    {
        await using var scenario = new PipelineScenario();
        scenario.Memory.Script(StoreFault.Throttled);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();

        var wait = scenario.Time.NextDue;

        Assert.InRange(wait!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1) + (RetrySchedule.FirstDelay / 4));
    }

    [Fact]
    public async Task Writers_that_crowd_each_other_out_pause()
    {
        await using var scenario = new PipelineScenario(plan: call => call.Operation == "append" ? StoreFault.ForeignAppendBefore : StoreFault.None);

        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();

        Assert.InRange(scenario.Memory.Calls.Count(call => call.Operation == "append"), 1, BatchDelivery.StepsWithoutPauseMax);
        Assert.Equal(DeliveryNoticeKind.Conflict, Assert.Single(scenario.Notices.All).Kind);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_end_delivery()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(
            options => options.OnNotice = _ => throw new InvalidOperationException("the listener's own"),
            _ => isAway ? StoreFault.Refused : StoreFault.None);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();
        isAway = false;
        scenario.Time.AdvanceToNextTimer();

        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        Assert.Equal("a\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task A_batch_is_acknowledged_before_anybody_is_told_of_it()
    {
        var isAway = true;
        var storedWhenTold = -1L;
        PipelineScenario? scenario = null;
        await using var ownScenario = scenario = new PipelineScenario(
            options =>
            {
                var notices = options.OnNotice;
                options.OnNotice = notice =>
                {
                    if (notice.Kind == DeliveryNoticeKind.OutageEnded)
                        storedWhenTold = scenario!.Pipeline.Status.Stored; // Set before the first event.
                    notices?.Invoke(notice);
                };
            },
            _ => isAway ? StoreFault.Refused : StoreFault.None);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();
        isAway = false;
        scenario.Time.AdvanceToNextTimer();

        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal(1, storedWhenTold);
    }

    [Fact]
    public async Task A_store_that_takes_no_new_object_is_an_outage_and_not_an_endless_row_of_objects()
    {
        var isBroken = true;
        await using var scenario = new PipelineScenario(plan: call => isBroken && call.Operation == "append" ? StoreFault.ReplacedByNormalBefore : StoreFault.None);
        scenario.Write("kept\n");

        var told = scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        while (!told.IsCompleted)
        {
            await Task.WhenAny(told, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        isBroken = false;
        var flush = scenario.Pipeline.FlushAsync();
        while (!flush.IsCompleted)
        {
            await Task.WhenAny(flush, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        Assert.Equal("kept\n", scenario.TextOf(scenario.Pipeline.Status.ObjectKey!)); // There was an append.
    }
}
