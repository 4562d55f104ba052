using LogAppendSink.Delivery;
using LogAppendSink.Tests.Spool;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>What an earlier run has left comes first, but what keeps it from being delivered does not keep later events from it.</summary>
public sealed class LogPipelineOrphanTurnTests : IAsyncDisposable
{
    private readonly SpoolPipelineScenario _scenario = new();
    private readonly ObservedFileSystem _files = new();
    private volatile bool _isReadable;
    private volatile bool _isOpened;

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Orphan_gives_way_when_its_file_cannot_be_read()
    {
        await LeaveInSiblingAsync("left\n");
        var next = StartWithUnreadableOrphan();
        next.Write("new\n");

        await next.FlushAsync();

        Assert.Equal("new\n", next.TextOf("app.clef"));
        var notice = Assert.Single(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.EventsSetAside);
        Assert.Equal(1, notice.EventCount);
        Assert.EndsWith(
            " Their spool cannot be read (IOException: Input/output error). Check the disk of BufferPath.",
            notice.Message,
            StringComparison.Ordinal);

        _isReadable = true;
        await next.AdvanceUntilAsync(() => next.Pipeline.Status.Pending == 0);
        Assert.Equal("new\nleft\n", next.TextOf("app.clef"));
        Assert.Equal(0, next.Pipeline.Status.Dropped);
    }

    [Fact]
    public async Task Shutdown_does_not_wait_for_an_orphan_whose_file_cannot_be_read()
    {
        await LeaveInSiblingAsync("left\n");
        var next = StartWithUnreadableOrphan();
        next.Write("new\n");

        await next.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal, with a clock that stands still");

        Assert.Equal("new\n", next.TextOf("app.clef"));
        Assert.Contains(next.Notices.All, notice => notice is { Kind: DeliveryNoticeKind.EventsKept, EventCount: 1 });
    }

    [Fact]
    public async Task Orphan_gives_way_when_other_writers_are_always_faster()
    {
        const string left = "left\n";
        await LeaveInSiblingAsync(left);
        var isCrowded = true;
        var next = _scenario.Start(call => isCrowded && call.LengthBytes == left.Length ? StoreFault.ForeignAppendBefore : StoreFault.None);
        next.Write("of this run\n");

        await next.FlushAsync();

        Assert.Single(next.Notices.All, notice => notice is { Kind: DeliveryNoticeKind.EventsSetAside, EventCount: 1 });
        Assert.Equal((1L, 1L), (next.Pipeline.Status.Stored, next.Pipeline.Status.Pending));

        isCrowded = false;
        await next.AdvanceUntilAsync(() => next.Pipeline.Status.Pending == 0);
        Assert.Equal(2, next.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Orphan_that_waits_for_an_append_in_doubt_of_its_own_pipeline_lets_it_be_settled()
    {
        var previous = _scenario.Start(_ => StoreFault.Unreachable);
        previous.Write("left\n");
        var appends = 0;
        var next = _scenario.Start(call => call.Operation == "append" && ++appends == 2 ? StoreFault.LostBefore : StoreFault.None);
        await next.StoreFirstAsync();
        await previous.DisposeAsync();

        next.Time.Advance(OrphanDeliveries.SearchInterval);
        next.Write("new\n");
        _ = next.Pipeline.FlushAsync();
        await next.AdvanceUntilAsync(() => next.Pipeline.Status is { Pending: 0, Stored: 3 }, within: DeliveryPace.TurnTimeLimit / 2);

        Assert.Equal("first\nnew\nleft\n", next.TextOf("app.clef"));
        Assert.DoesNotContain(next.Notices.All, notice => notice.Kind == DeliveryNoticeKind.Rolled);
    }

    [Fact]
    public async Task Object_of_an_orphan_whose_delivery_has_failed_is_not_waited_for()
    {
        await LeaveInSiblingAsync("left\n");
        var appends = 0;
        var next = _scenario.Start(call =>
            call.Operation == "append" && ++appends == 1 ? throw new InvalidOperationException("as no store may") : StoreFault.None);
        await next.NoticeAsync(DeliveryNoticeKind.PipelineFailed);

        next.Write("new\n");
        await next.Pipeline.FlushAsync().WithDeadline("the event to be stored, with a clock that stands still");

        Assert.Equal("new\n", next.TextOf("app-001.clef")); // Whether the orphan's append is applied is not known.
    }

    /// <summary>Leaves events in the second spool; a later run writes to the first.</summary>
    private async Task LeaveInSiblingAsync(string record)
    {
        var (first, second) = (_scenario.Start(), _scenario.Start(_ => StoreFault.Unreachable));
        second.Write(record);
        await second.DisposeAsync();
        await first.DisposeAsync();
    }

    /// <summary>Starts a pipeline whose disk refuses to read the second spool, after it was opened.</summary>
    private PipelineScenario StartWithUnreadableOrphan()
    {
        _files.Refusal = call =>
        {
            if (call is not { Directory: "spool-002", Name: "000001.segment" })
                return null;
            _isOpened |= call.Operation == "Map";
            return call.Operation == "Read" && _isOpened && !_isReadable ? new IOException("Input/output error", 5) : null;
        };
        return _scenario.Start(changeEdges: edges => edges with { Files = _files });
    }
}
