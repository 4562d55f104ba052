using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>An append that an earlier run left in doubt, in an object that refuses every request now.</summary>
public sealed class LogPipelineInheritedTests : IAsyncDisposable
{
    private readonly SpoolPipelineScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Theory]
    [InlineData(StoreFault.LostBefore)]
    [InlineData(StoreFault.AppliedThenLost)]
    internal async Task Later_events_are_stored_elsewhere_and_it_is_settled_when_its_object_answers_again(StoreFault fault)
    {
        await LeaveInDoubtAsync(fault);
        var isRefused = true;
        var next = _scenario.Start(call => isRefused && call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None, ToNewObject);

        next.Write("new\n");
        await FlushAsync(next);

        Assert.Equal("new", next.TextOf("new.clef").TrimEnd());
        var notice = Assert.Single(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsSetAside);
        Assert.Equal((1L, "AccessDenied"), (notice.EventCount, notice.ErrorCode));
        Assert.StartsWith(
            "1 events of an earlier run cannot be delivered for now; they stay on disk and are retried, and later events no longer wait "
            + "for them. ",
            notice.Message,
            StringComparison.Ordinal);
        Assert.Equal((2L, 1L, 1L), (next.Pipeline.Status.Accepted, next.Pipeline.Status.Stored, next.Pipeline.Status.Pending));
        Assert.True(next.Time.Elapsed >= DeliveryPatience.TimeLimit);

        isRefused = false;
        await UntilAsync(next, () => next.Pipeline.Status.Pending == 0);

        Assert.Equal(("ours", "new"), (next.TextOf("app.clef").TrimEnd(), next.TextOf("new.clef").TrimEnd()));
        Assert.Equal((2L, 2L), (next.Pipeline.Status.Accepted, next.Pipeline.Status.Stored));
    }

    [Fact]
    public async Task Inherited_append_is_set_aside_once_while_its_object_is_refused()
    {
        await LeaveInDoubtAsync(StoreFault.LostBefore);
        var next = _scenario.Start(call => call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None, ToNewObject);
        next.Write("new\n");
        await FlushAsync(next);
        var setAsideAt = next.Time.Elapsed;

        await UntilAsync(next, () => next.Time.Elapsed > setAsideAt + (5 * DeliveryPatience.TimeLimit));

        Assert.Single(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsSetAside);
        Assert.Equal("spool-aside-001", Path.GetFileName(Assert.Single(Directory.GetDirectories(_scenario.Path, "spool-aside-*"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_that_was_set_aside_is_resolved_by_the_next_start(bool crashes)
    {
        await LeaveInDoubtAsync(StoreFault.AppliedThenLost);
        var second = _scenario.Start(call => call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None, ToNewObject);
        second.Write("new\n");
        await FlushAsync(second);
        if (crashes)
            _scenario.Crash();
        else
            await second.DisposeAsync();

        var third = _scenario.Start(change: ToNewObject);
        await FlushAsync(third);
        await UntilAsync(third, () => third.Pipeline.Status.Pending == 0);

        Assert.Equal(("ours", "new"), (third.TextOf("app.clef").TrimEnd(), third.TextOf("new.clef").TrimEnd()));
        Assert.Equal(0, third.Pipeline.Status.Dropped);
    }

    [Fact]
    public async Task Inherited_append_is_dropped_and_quarantined_after_RetryTimeLimit()
    {
        await LeaveInDoubtAsync(StoreFault.AppliedThenLost);
        var next = _scenario.Start(
            call => call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None,
            options =>
            {
                ToNewObject(options);
                options.RetryTimeLimit = TimeSpan.FromSeconds(5);
            });

        next.Write("new\n");
        await FlushAsync(next);

        Assert.Equal("new", next.TextOf("new.clef").Split('\n')[0]);
        Assert.Equal(1, next.Pipeline.Status.DroppedByReason[DropReason.RetryTimeLimit]);
        Assert.InRange(next.Time.Elapsed, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(_scenario.Path, "spool-001", "damaged")));
        Assert.Equal("ours\n", await File.ReadAllTextAsync(kept));
        Assert.Single(next.Notices.All, notice => notice.Message ==
            "1 events of an earlier run were sent to 'app.clef'. Whether they are stored could not be determined within RetryTimeLimit, so "
            + "they are dropped. Search 'app.clef' for them; if they are missing, append "
            + $"'damaged/{Path.GetFileName(kept)}' of the spool '{Path.Combine(_scenario.Path, "spool-001")}'.");

        // For good: the next start has nothing of it.
        await next.DisposeAsync();
        var last = _scenario.Start(change: ToNewObject);
        await FlushAsync(last);
        Assert.Equal("ours", last.TextOf("app.clef").TrimEnd());
    }

    [Fact]
    public async Task Inherited_append_is_not_set_aside_while_the_whole_store_refuses()
    {
        await LeaveInDoubtAsync(StoreFault.LostBefore);
        var isRefused = true;
        var next = _scenario.Start(_ => isRefused ? StoreFault.Refused : StoreFault.None, ToNewObject);
        next.Write("new\n");
        var flush = next.Pipeline.FlushAsync();

        await UntilAsync(next, () => next.Time.Elapsed > 5 * DeliveryPatience.TimeLimit);
        isRefused = false;
        await UntilAsync(next, () => flush.IsCompleted);

        Assert.DoesNotContain(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsSetAside);
        Assert.Equal(("ours", "new"), (next.TextOf("app.clef").TrimEnd(), next.TextOf("new.clef").TrimEnd()));
    }

    [Fact]
    public async Task Shutdown_does_not_wait_for_an_append_that_was_set_aside()
    {
        await LeaveInDoubtAsync(StoreFault.LostBefore);
        var next = _scenario.Start(call => call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None, ToNewObject);
        next.Write("new\n");
        await FlushAsync(next);

        await next.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal, with a clock that stands still");

        Assert.Contains(next.Notices.All, notice => notice is { Kind: DeliveryNoticeKind.EventsKept, EventCount: 1 });
    }

    [Fact]
    public async Task Append_of_a_sibling_does_not_block_later_events_when_its_object_is_refused()
    {
        var (one, two) = (_scenario.Start(), _scenario.Start(call => call.Operation == "append" ? StoreFault.LostBefore : StoreFault.None));
        two.Write("of the sibling\n");
        await two.Store.Ended.WaitForCountAsync(1, "append");
        await two.DisposeAsync();
        await one.DisposeAsync();

        var isRefused = true;
        var next = _scenario.Start(call => isRefused && call.Key == "app.clef" ? StoreFault.Refused : StoreFault.None, ToNewObject);
        next.Write("new\n");
        await FlushAsync(next);
        Assert.Equal("new", next.TextOf("new.clef").TrimEnd());
        Assert.Single(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsSetAside);

        isRefused = false;
        await UntilAsync(next, () => next.Pipeline.Status.Pending == 0);
        Assert.Equal("of the sibling", next.TextOf("app.clef").TrimEnd());
    }

    [Fact]
    public async Task Events_of_a_reloaded_logger_are_delivered_by_its_successor()
    {
        var previous = _scenario.Start(_ => StoreFault.Unreachable);
        previous.Write("of the previous logger\n");
        var next = _scenario.Start();
        await next.StoreFirstAsync();
        await previous.DisposeAsync();

        next.Time.Advance(OrphanDeliveries.SearchInterval);
        next.Write("new\n");
        await FlushAsync(next);
        await UntilAsync(next, () => next.Pipeline.Status is { Pending: 0, Stored: 3 });

        Assert.Equal(
            ["first", "new", "of the previous logger"], next.TextOf("app.clef").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsRecovered);
        await UntilAsync(next, () => Directory.GetFileSystemEntries(Path.Combine(_scenario.Path, "spool-001"), "*.segment").Length == 0);
    }

    private static void ToNewObject(OssAppendOptions options) => options.ObjectKey = "new.clef";

    /// <summary>A run that ends with its only append in doubt.</summary>
    private async Task LeaveInDoubtAsync(StoreFault fault)
    {
        var appends = 0;
        var first = _scenario.Start(call =>
        {
            if (call.Operation == "append" && ++appends == 1)
                return fault;
            return appends > 0 ? StoreFault.Unreachable : StoreFault.None;
        });
        first.Write("ours\n");
        await first.Store.Ended.WaitForCountAsync(1, "append");
        await first.DisposeAsync();
    }

    private static async Task FlushAsync(PipelineScenario pipeline)
    {
        var flush = pipeline.Pipeline.FlushAsync();
        await UntilAsync(pipeline, () => flush.IsCompleted);
        await flush;
    }

    /// <summary>Moves the clock until a condition holds.</summary>
    private static async Task UntilAsync(PipelineScenario pipeline, Func<bool> condition)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(startedAt) < Deadline.Default)
        {
            if (!pipeline.Time.AdvanceToNextTimer())
                await Task.Yield();
        }

        Assert.True(condition(), $"It never came to that: {pipeline.Pipeline.Status}");
    }
}
