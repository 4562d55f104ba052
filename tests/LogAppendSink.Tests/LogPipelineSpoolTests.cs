using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public sealed class LogPipelineSpoolTests : IAsyncDisposable
{
    private readonly SpoolPipelineScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Accepted_events_are_stored_from_the_spool()
    {
        var pipeline = _scenario.Start();
        for (var i = 0; i < 100; i++)
            pipeline.Write($"{i}\n");

        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("app.clef=" + string.Join(' ', Enumerable.Range(0, 100)), _scenario.Held);
        var status = pipeline.Pipeline.Status;
        Assert.Equal((100L, 100L, 0L, 0L), (status.Accepted, status.Stored, status.Pending, status.PendingBytes));
        Assert.Empty(pipeline.Notices.All);
    }

    [Fact]
    public async Task Events_stay_on_disk_with_a_notice_when_shutdown_cannot_reach_the_store()
    {
        var pipeline = _scenario.Start(_ => StoreFault.Refused);
        pipeline.Write("a\n");
        pipeline.Write("b\n");
        await pipeline.NoticeAsync(DeliveryNoticeKind.OutageStarted);

        await pipeline.DisposeAsync();

        var notice = pipeline.Notices.All[^1];
        Assert.Equal((DeliveryNoticeKind.EventsKept, 2L, null), (notice.Kind, notice.EventCount, notice.Reason));
        Assert.Equal(
            "2 events were still in the spool when ShutdownTimeout (00:00:05) expired. They stay on disk; "
            + "the next start with this BufferPath delivers them. "
            + "The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.",
            notice.Message);
        var status = pipeline.Pipeline.Status;
        Assert.Equal((2L, 0L, 0L, 2L), (status.Accepted, status.Stored, status.Dropped, status.Pending));
    }

    [Fact]
    public async Task Next_pipeline_delivers_the_remaining_events_once_and_first()
    {
        await _scenario.LeaveAsync("a\n", "b\n");

        var pipeline = _scenario.Start();
        pipeline.Write("c\n");
        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("app.clef=a b c", _scenario.Held);
        Assert.Equal((3L, 3L, 0L), (pipeline.Pipeline.Status.Accepted, pipeline.Pipeline.Status.Stored, pipeline.Pipeline.Status.Pending));
        var notice = Assert.Single(pipeline.Notices.All);
        Assert.Equal((DeliveryNoticeKind.EventsRecovered, 2L), (notice.Kind, notice.EventCount));

        await pipeline.DisposeAsync();
        var last = _scenario.Start();
        await last.Pipeline.FlushAsync().WithDeadline("another flush");
        Assert.Equal("app.clef=a b c", _scenario.Held);
        Assert.Empty(last.Notices.All);
    }

    [Fact]
    public async Task Recovered_events_are_pending_until_they_are_stored()
    {
        await _scenario.LeaveAsync("a\n", "b\n");

        var pipeline = _scenario.Start(_ => StoreFault.Unreachable);
        await pipeline.Time.WaitForTimerAsync();

        Assert.Equal(
            (2L, 2L, 4L), (pipeline.Pipeline.Status.Accepted, pipeline.Pipeline.Status.Pending, pipeline.Pipeline.Status.PendingBytes));
    }

    [Fact]
    public async Task Event_goes_to_the_object_of_its_day_when_it_is_delivered_later()
    {
        var first = _scenario.Start(_ => StoreFault.Unreachable, options => options.ObjectKey = "{Date}.clef");
        first.Write("yesterday\n");
        await first.DisposeAsync();

        var next = _scenario.Start(change: options => options.ObjectKey = "{Date}.clef");
        next.Time.ShiftWallClock(TimeSpan.FromDays(1));
        next.Write("today\n");
        await next.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("20260301.clef=yesterday, 20260302.clef=today", _scenario.Held);
    }

    [Fact]
    public async Task Events_are_buffered_in_memory_with_a_notice_when_the_path_is_unusable()
    {
        var file = System.IO.Path.GetTempFileName();
        try
        {
            var pipeline = _scenario.Start(change: options => options.BufferPath = file);
            pipeline.Write("a\n");
            await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

            Assert.Equal("app.clef=a", _scenario.Held);
            var notice = Assert.Single(pipeline.Notices.All);
            Assert.Equal(DeliveryNoticeKind.SpoolUnavailable, notice.Kind);
            Assert.StartsWith(
                $"The spool in '{file}' (BufferPath) cannot be opened (IOException: ", notice.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Events_of_siblings_are_delivered_first()
    {
        var (one, two) = (_scenario.Start(_ => StoreFault.Unreachable), _scenario.Start(_ => StoreFault.Unreachable));
        one.Write("of the first\n");
        two.Write("of the sibling\n");
        await one.DisposeAsync();
        await two.DisposeAsync();

        var pipeline = _scenario.Start();
        pipeline.Write("new\n");
        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("app.clef=of the sibling of the first new", _scenario.Held);
        Assert.Equal((3L, 3L, 0L), (pipeline.Pipeline.Status.Accepted, pipeline.Pipeline.Status.Stored, pipeline.Pipeline.Status.Pending));
        var left = Directory.GetFileSystemEntries(System.IO.Path.Combine(_scenario.Path, "spool-002"));
        Assert.Equal(["checkpoint", "lock"], left.Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Both_spools_are_kept_when_shutdown_interrupts_the_delivery_of_a_sibling()
    {
        var (one, two) = (_scenario.Start(_ => StoreFault.Unreachable), _scenario.Start(_ => StoreFault.Unreachable));
        one.Write("of the first\n");
        two.Write("of the sibling\n");
        await one.DisposeAsync();
        await two.DisposeAsync();

        await _scenario.LeaveAsync("new\n");
        var pipeline = _scenario.Start();
        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("app.clef=of the sibling of the first new", _scenario.Held);
    }

    [Fact]
    public async Task Remaining_events_of_siblings_are_reported_at_shutdown()
    {
        var (one, two) = (_scenario.Start(_ => StoreFault.Unreachable), _scenario.Start(_ => StoreFault.Unreachable));
        one.Write("of the first\n");
        two.Write("of the sibling\n");
        await one.DisposeAsync();
        await two.DisposeAsync();

        var next = _scenario.Start(_ => StoreFault.Unreachable);
        await next.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        await next.DisposeAsync();

        var notice = next.Notices.All[^1];
        Assert.Equal((DeliveryNoticeKind.EventsKept, 2L), (notice.Kind, notice.EventCount));
    }

    [Fact]
    public async Task Dropped_batch_is_not_delivered_by_the_next_start()
    {
        var first = _scenario.Start(_ => StoreFault.Unreachable, options => options.RetryTimeLimit = TimeSpan.FromSeconds(1));
        first.Write("a\n");
        var flush = first.Pipeline.FlushAsync();
        while (!flush.IsCompleted)
        {
            await Task.WhenAny(flush, first.Time.WaitForTimerAsync());
            first.Time.AdvanceToNextTimer();
        }

        Assert.Equal(1, first.Pipeline.Status.DroppedByReason[DropReason.RetryTimeLimit]);
        _scenario.Crash();

        var next = _scenario.Start();
        await next.Pipeline.FlushAsync().WithDeadline("a flush");
        Assert.Equal((0L, ""), (next.Pipeline.Status.Accepted, _scenario.Held));
    }

    [Fact]
    public async Task Flush_ends_when_the_last_records_are_damaged()
    {
        await _scenario.LeaveAsync("a\n", "b\n", "c\n");
        var directory = System.IO.Path.Combine(_scenario.Path, "spool-001");
        foreach (var path in Directory.GetFiles(directory, "*.segment"))
            Spool.DamageScenario.Flip(path, 4096 + (2 * 32) + 24);

        var pipeline = _scenario.Start();
        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");
        pipeline.Write("d\n");
        await pipeline.Pipeline.FlushAsync().WithDeadline("another flush");
        await pipeline.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        var status = pipeline.Pipeline.Status;
        Assert.StartsWith("app.clef=a b d ", _scenario.Held, StringComparison.Ordinal);
        Assert.Equal((1L, 0L), (status.DroppedByReason[DropReason.SpoolDamaged], status.Pending));
        Assert.Contains("\"DropReason\":\"SpoolDamaged\"", _scenario.Held, StringComparison.Ordinal); // The log itself reports the gap.
        Assert.Contains(pipeline.Notices.All, notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged);
        Assert.Contains(
            pipeline.Notices.All,
            notice => notice.Message == "Events are being dropped: 1 so far, because the spool was damaged where they were.");
    }

    [Fact]
    public async Task Flush_ends_when_all_segments_are_missing()
    {
        await _scenario.LeaveAsync("a\n", "b\n", "c\n");
        _scenario.Crash();
        foreach (var path in Directory.GetFiles(System.IO.Path.Combine(_scenario.Path, "spool-001"), "*.segment"))
            File.Delete(path);

        var pipeline = _scenario.Start();
        await pipeline.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal(0, pipeline.Pipeline.Status.Pending);
    }

    [Fact]
    public async Task Spool_of_another_bucket_is_delivered_to_the_new_one_with_a_notice_of_the_append_in_doubt()
    {
        var first = _scenario.Start(call => call.Operation == "append" ? StoreFault.LostBefore : StoreFault.None);
        first.Write("a\n");
        await first.Store.Ended.WaitForCountAsync(1, "append");
        await first.DisposeAsync();

        var next = _scenario.Start(change: options => options.Bucket = "other-logs");
        await next.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("app.clef=a", _scenario.Held);
        Assert.Contains(next.Notices.All, notice => notice.Message ==
            $"1 events in '{System.IO.Path.Combine(_scenario.Path, "spool-001")}' were sent to bucket 'acme-logs' without a response. "
            + "They are delivered to 'other-logs' now and may be stored in both buckets.");
    }

    [Fact]
    public async Task Full_spool_is_reported_with_the_setting_that_limits_it()
    {
        var pipeline = _scenario.Start(_ => StoreFault.Unreachable);
        while (pipeline.Write(new string('x', 1000), RecordLevel.Error))
        {
        }

        await pipeline.Time.WaitForTimerAsync();
        pipeline.Time.AdvanceToNextTimer();
        var notice = await pipeline.NoticeAsync(DeliveryNoticeKind.EventsDropped);

        Assert.EndsWith("because the buffer is full (BufferSizeLimitBytes).", notice.Message, StringComparison.Ordinal);
    }
}
