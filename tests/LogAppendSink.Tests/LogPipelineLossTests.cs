using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineLossTests
{
    [Fact]
    public async Task Oversized_event_is_counted_and_reported_when_no_other_event_is_logged()
    {
        await using var scenario = new PipelineScenario(options => options.EventBodyLimitBytes = 1024);

        Assert.False(scenario.Write(new string('x', 1024) + "\n"));

        var notice = await scenario.NoticeAsync(DeliveryNoticeKind.EventsDropped);
        Assert.Equal("Events are being dropped: 1 so far, because they are larger than EventBodyLimitBytes.", notice.Message);
        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.RecordTooLarge]);
    }

    [Theory]
    [InlineData(1023, true, true)]
    [InlineData(1024, true, false)] // the line feed that ends it counts
    [InlineData(1023, false, true)]
    [InlineData(1024, false, false)] // also when it has yet to be added
    public async Task Limit_of_an_event_includes_its_line_feed(int textBytes, bool endsInLineFeed, bool isKept)
    {
        await using var scenario = new PipelineScenario(options => options.EventBodyLimitBytes = 1024);

        Assert.Equal(isKept, scenario.Write(new string('x', textBytes) + (endsInLineFeed ? "\n" : "")));
    }

    [Fact]
    public async Task Full_buffer_reports_the_first_loss_and_the_sum()
    {
        await using var scenario = new PipelineScenario(SmallQueue);
        scenario.Store.Hold();
        scenario.Write("first\n", RecordLevel.Error);
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        for (var i = 0; i < 100; i++)
            scenario.Write(new string('x', 1023) + "\n", RecordLevel.Error);

        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        await scenario.Notices.WaitForCountAsync(2, "notices");

        Assert.Equal(
            [
                "Events are being dropped: 37 so far, because the buffer is full (QueueLimitBytes).",
                "Events are no longer being dropped; 37 were, because the buffer is full (QueueLimitBytes).",
            ],
            scenario.Notices.All.Select(notice => notice.Message));
        var status = scenario.Pipeline.Status;
        Assert.Equal((102L, 64L, 37L, 1L), (status.Accepted, status.Stored, status.Dropped, status.Pending)); // with the loss record
    }

    [Fact]
    public async Task Unreported_loss_is_reported_at_shutdown()
    {
        await using var scenario = new PipelineScenario(SmallQueue);
        scenario.Store.Hold();
        scenario.Write("first\n", RecordLevel.Error);
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        for (var i = 0; i < 100; i++)
            scenario.Write(new string('x', 1023) + "\n", RecordLevel.Error);

        await scenario.DisposeAsync();

        Assert.Equal(37, scenario.Notices.All.Last(notice => notice.Reason == DropReason.QueueFull).EventCount);
        Assert.Equal(64, scenario.Notices.All.Single(notice => notice.Reason == DropReason.Shutdown).EventCount);
    }

    [Fact]
    public async Task Batch_is_dropped_and_counted_after_RetryTimeLimit()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(
            options => options.RetryTimeLimit = TimeSpan.FromSeconds(30),
            _ => isAway ? StoreFault.Unreachable : StoreFault.None);
        scenario.Write("lost\n");
        while (scenario.Pipeline.Status.Dropped == 0)
        {
            await Task.WhenAny(scenario.Time.WaitForTimerAsync(), scenario.NoticeAsync(DeliveryNoticeKind.EventsDropped));
            scenario.Time.AdvanceToNextTimer();
        }

        isAway = false;
        scenario.Write("stored\n");
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.True(scenario.Time.Elapsed > TimeSpan.FromSeconds(30));
        Assert.Equal("stored\n", scenario.TextOf("app.clef"));
        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.RetryTimeLimit]);
        var first = scenario.Notices.All.First(notice => notice.Reason == DropReason.RetryTimeLimit);
        Assert.Equal("Events are being dropped: 1 so far, because they could not be stored within RetryTimeLimit.", first.Message);
    }

    [Fact]
    public async Task Backoff_continues_after_a_dropped_batch()
    {
        var tries = 0;
        await using var scenario = new PipelineScenario(
            options =>
            {
                options.RetryTimeLimit = TimeSpan.FromSeconds(1);
                options.BatchSizeLimitBytes = 1024;
                options.EventBodyLimitBytes = 1024;
            },
            _ =>
            {
                Interlocked.Increment(ref tries);
                return StoreFault.Unreachable;
            });
        for (var i = 0; i < 500; i++)
            scenario.Write(new string('x', 1000) + "\n", RecordLevel.Error);

        while (scenario.Time.Elapsed < TimeSpan.FromMinutes(10))
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        // If the store is unreachable, the longest delay is 2.5 to 5 s, and each batch is tried once without a delay.
        // If the delays restarted, there would be thousands of requests.
        Assert.InRange(tries, 120, 500);
    }

    [Fact]
    public async Task Delivery_ends_with_a_notice_when_the_store_throws()
    {
        await using var scenario = new PipelineScenario();
        scenario.Store.Break(new NotSupportedException("odd"));
        scenario.Write("a\n");
        scenario.Write("b\n");

        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        var notice = await scenario.NoticeAsync(DeliveryNoticeKind.PipelineFailed);

        Assert.StartsWith(
            "Delivery has stopped because of a bug in LogAppendSink (NotSupportedException: odd); ", notice.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(notice.Exception);
        Assert.False(scenario.Write("c\n"));
        var status = scenario.Pipeline.Status;
        Assert.Equal((3L, 0L, 0L), (status.Accepted, status.Stored, status.Pending));
        Assert.Equal(3, status.DroppedByReason[DropReason.PipelineFailed]);
    }

    private static void SmallQueue(OssAppendOptions options)
    {
        options.QueueLimitBytes = 64 * 1024;
        options.BatchSizeLimitBytes = 64 * 1024;
        options.EventBodyLimitBytes = 1024;
    }

    [Fact]
    public async Task Delivery_makes_room_while_a_listener_waits_for_it_in_a_logging_call()
    {
        var fromListener = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        LogPipeline? pipeline = null;
        void Configure(OssAppendOptions options)
        {
            SmallQueue(options);
            options.QueueFullMode = QueueFullMode.Wait;
            options.OnNotice = _ =>
                fromListener.TrySetResult(pipeline!.TryWrite("from the listener\n"u8, RecordLevel.Fatal)); // Set before any notice.
        }

        await using var scenario = new PipelineScenario(Configure, callsListenersInline: false);
        pipeline = scenario.Pipeline;
        scenario.Memory.Script(StoreFault.None, StoreFault.Refused);
        scenario.Store.Hold();
        scenario.Write("a\n");
        await scenario.Store.Begun.WaitForCountAsync(1, "append");
        for (var i = 0; i < 63; i++)
            scenario.Write(new string('x', 1023) + "\n");
        scenario.Write(new string('y', 1021) + "\n"); // Full to the last byte.

        scenario.Store.Release();
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer(); // The refused append is tried again.

        Assert.True(await fromListener.Task.WithDeadline("the listener to return"));
    }
}
