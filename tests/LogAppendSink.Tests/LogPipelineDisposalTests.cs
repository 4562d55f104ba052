using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineDisposalTests
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Disposal_stores_the_buffered_events()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Write("a\n");
        scenario.Write("b\n");

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Equal("first\na\nb\n", scenario.TextOf("app.clef"));
        Assert.Equal((3L, 3L, 0L), (scenario.Pipeline.Status.Accepted, scenario.Pipeline.Status.Stored, scenario.Pipeline.Status.Pending));
        Assert.Empty(scenario.Notices.All);
    }

    [Fact]
    public async Task Disposal_is_idempotent()
    {
        await using var scenario = new PipelineScenario();
        scenario.Write("a\n");

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");
        scenario.Pipeline.Dispose();
        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("another disposal");

        Assert.Equal("a\n", scenario.TextOf("app.clef"));
        Assert.Equal(1, scenario.Store.DisposeCount);
    }

    [Fact]
    public async Task Events_after_disposal_are_counted()
    {
        await using var scenario = new PipelineScenario();
        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.False(scenario.Write("late\n"));
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.Closed]);
        Assert.Equal(1, scenario.Pipeline.Status.Accepted);
    }

    [Fact]
    public async Task Disposal_ends_in_time_when_the_store_hangs()
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        scenario.Write("b\n");

        var disposal = scenario.Pipeline.DisposeAsync().AsTask();
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(ShutdownTimeout - TimeSpan.FromTicks(1));
        Assert.False(disposal.IsCompleted);
        scenario.Time.Advance(TimeSpan.FromTicks(1));
        await disposal.WithDeadline("disposal");

        var notice = Assert.Single(scenario.Notices.All);
        Assert.Equal(
            "2 events were still buffered when ShutdownTimeout (00:00:05) expired, and are lost. "
            + "Some were sent without a response and may be stored.",
            notice.Message);
        Assert.Equal(2, scenario.Pipeline.Status.DroppedByReason[DropReason.Shutdown]);
        Assert.Equal(0, scenario.Pipeline.Status.Pending);
    }

    [Fact]
    public async Task Disposal_ends_in_time_when_the_store_ignores_cancellation()
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.IsDeaf = true;
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");

        var disposal = scenario.Pipeline.DisposeAsync().AsTask();
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(ShutdownTimeout);
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(TimeSpan.FromMilliseconds(250));
        await disposal.WithDeadline("disposal");

        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.Shutdown]);
    }

    [Fact]
    public async Task Dispose_ends_in_time_when_no_timer_fires()
    {
        // As on a thread pool whose threads are all blocked: the clock of this scenario is never moved.
        await using var scenario = new PipelineScenario(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(50));
        scenario.Store.IsDeaf = true;
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");

        await Task.Factory.StartNew(scenario.Pipeline.Dispose, TaskCreationOptions.LongRunning).WithDeadline("disposal");

        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.Shutdown]);
        Assert.Equal(1, scenario.Store.DisposeCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Account_stays_the_same_when_delivery_ends_after_disposal(bool failsAfterwards)
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.IsDeaf = true;
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        var disposal = scenario.Pipeline.DisposeAsync().AsTask();
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(ShutdownTimeout);
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.Advance(TimeSpan.FromMilliseconds(250));
        await disposal.WithDeadline("disposal");

        if (failsAfterwards)
            scenario.Store.Fail(new ObjectDisposedException("the store")); // as it is by now
        else
            scenario.Store.Release();
        await scenario.Pipeline.Delivery.WithDeadline("the delivery task to end");

        var status = scenario.Pipeline.Status;
        Assert.Equal((1L, 0L, 1L, 0L), (status.Accepted, status.Stored, status.Dropped, status.Pending));
        Assert.DoesNotContain(scenario.Notices.All, notice => notice.Kind == DeliveryNoticeKind.PipelineFailed);
    }

    [Fact]
    public async Task Disposal_retries_a_pausing_batch_at_once()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Unreachable : StoreFault.None);
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();
        isAway = false;

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Equal("a\n", scenario.TextOf("app.clef"));
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Refused_events_are_reported_with_the_cause_at_disposal()
    {
        await using var scenario = new PipelineScenario(plan: _ => StoreFault.Refused);
        scenario.Write("a\n");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);

        await scenario.DisposeAsync();

        Assert.Equal(
            "1 event was still buffered when ShutdownTimeout (00:00:05) expired, and is lost. "
            + "The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.",
            scenario.Notices.All[^1].Message);
    }

    [Fact]
    public async Task Unstored_events_are_lost_at_once_when_ShutdownTimeout_is_zero()
    {
        await using var scenario = new PipelineScenario(options => options.ShutdownTimeout = TimeSpan.Zero);
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.Shutdown]);
    }

    [Fact]
    public async Task Caller_that_waits_for_room_returns_at_disposal()
    {
        await using var scenario = new PipelineScenario(options =>
        {
            options.QueueFullMode = QueueFullMode.Wait;
            options.QueueLimitBytes = 64 * 1024;
            options.BatchSizeLimitBytes = 64 * 1024;
            options.EventBodyLimitBytes = 64 * 1024;
        });
        scenario.Store.Hold();
        scenario.Write(new string('x', 64 * 1024 - 1) + "\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        var caller = Task.Factory.StartNew(
            () => scenario.Write("waiting\n"), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await scenario.DisposeAsync();

        Assert.False(await caller.WithDeadline("the caller to return"));
    }
}
