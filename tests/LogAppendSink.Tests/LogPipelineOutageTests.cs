using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineOutageTests
{
    [Fact]
    public async Task Outage_loses_nothing_and_is_reported_at_its_start_and_end()
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
        Assert.Equal(
            "The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.", scenario.Pipeline.Status.CurrentFailure);
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", scenario.TextOf("app.clef"));
        Assert.Equal(
            [DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], scenario.Notices.All.Select(notice => notice.Kind));
        Assert.Null(scenario.Pipeline.Status.CurrentFailure);
    }

    [Theory]
    [InlineData((int)StoreFault.Refused, 360, 740)] // one in 10 to 20 s
    [InlineData((int)StoreFault.Unreachable, 1_440, 2_900)]   // one in 2.5 to 5 s, none of which arrives
    public async Task Number_of_requests_is_limited_during_a_long_outage(int fault, int atLeast, int atMost)
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
    public async Task Delivery_resumes_within_5_s_after_the_store_was_unreachable()
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
    public async Task Delay_requested_by_the_store_is_kept()
    {
        await using var scenario = new PipelineScenario();
        scenario.Memory.Script(StoreFault.Throttled);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();

        var wait = scenario.Time.NextDue;

        Assert.InRange(wait!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1) + (RetrySchedule.FirstDelay / 4));
    }

    [Fact]
    public async Task Competing_writers_pause()
    {
        await using var scenario = new PipelineScenario(
            plan: call => call.Operation == "append" ? StoreFault.ForeignAppendBefore : StoreFault.None);

        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();

        Assert.InRange(scenario.Memory.Calls.Count(call => call.Operation == "append"), 1, BatchDelivery.StepsWithoutPauseMax);
        Assert.Equal(DeliveryNoticeKind.Conflict, Assert.Single(scenario.Notices.All).Kind);
    }

    [Fact]
    public async Task Delivery_continues_when_a_listener_throws()
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
    public async Task Batch_is_acknowledged_before_it_is_reported()
    {
        var isAway = true;
        var storedWhenNotified = -1L;
        PipelineScenario? scenario = null;
        await using var ownScenario = scenario = new PipelineScenario(
            options =>
            {
                var notices = options.OnNotice;
                options.OnNotice = notice =>
                {
                    if (notice.Kind == DeliveryNoticeKind.OutageEnded)
                        storedWhenNotified = scenario!.Pipeline.Status.Stored; // Set before the first event.
                    notices?.Invoke(notice);
                };
            },
            _ => isAway ? StoreFault.Refused : StoreFault.None);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();
        isAway = false;
        scenario.Time.AdvanceToNextTimer();

        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal(1, storedWhenNotified);
    }

    [Fact]
    public async Task Refused_creation_is_an_outage_and_not_an_endless_series_of_rolls()
    {
        var isBroken = true;
        await using var scenario = new PipelineScenario(
            plan: call => isBroken && call.Operation == "append" ? StoreFault.ReplacedByNormalBefore : StoreFault.None);
        scenario.Write("kept\n");

        var started = scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        while (!started.IsCompleted)
        {
            await Task.WhenAny(started, scenario.Time.WaitForTimerAsync());
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
