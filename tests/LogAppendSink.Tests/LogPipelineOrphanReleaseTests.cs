using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Tests.Spool;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>A pipeline that ends, or fails, lets go of what earlier runs have left, and leaves it whole.</summary>
public sealed class LogPipelineOrphanReleaseTests : IAsyncDisposable
{
    private readonly SpoolPipelineScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Orphan_that_a_slow_disk_opens_after_disposal_is_released()
    {
        var objects = new ObjectRegistry();
        var previous = _scenario.Start(call => call.Operation == "append" ? StoreFault.LostBefore : StoreFault.None);
        previous.Write("left\n");
        await previous.Store.Ended.WaitForCountAsync(1, "append");
        var files = new ObservedFileSystem();
        var next = _scenario.Start(changeEdges: edges => edges with { Files = files, Objects = objects });
        await next.StoreFirstAsync();
        await previous.DisposeAsync();

        // The pipeline finds the orphan, and the disk does not respond until the pipeline is disposed.
        using var isFree = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        files.Refusal = call =>
        {
            if (call is { Operation: "Open", Directory: "spool-001", Name: "000001.segment" })
            {
                isBlocked.TrySetResult();
                isFree.Wait(Deadline.Default);
            }

            return null;
        };
        next.Time.Advance(OrphanDeliveries.SearchInterval);
        next.Write("new\n");
        _ = next.Pipeline.FlushAsync();
        await isBlocked.Task.WithDeadline("the orphan to be opened");
        await next.DisposeAsync();
        await next.AdvanceUntilAsync(() => IsReleased("spool-002")); // Its own.
        isFree.Set();
        await next.Pipeline.Delivery.WithDeadline("delivery to end");

        Assert.True(IsReleased("spool-001"));

        var last = _scenario.Start(changeEdges: edges => edges with { Objects = objects });
        last.Write("last\n");
        await last.AdvanceUntilAsync(() => last.Pipeline.Status.Pending == 0);

        // While the last pipeline settles the append to the first object, its other spools use the next one.
        Assert.Equal(("first\nleft\nlast\n", "new\n"), (last.TextOf("app.clef"), last.TextOf("app-001.clef")));
    }

    [Fact]
    public async Task Orphan_stays_on_disk_when_delivery_has_failed()
    {
        var first = _scenario.Start();
        var second = _scenario.Start(call => call.Operation == "append" ? StoreFault.LostBefore : StoreFault.None);
        second.Write("left\n");
        await second.Store.Ended.WaitForCountAsync(1, "append");
        await second.DisposeAsync();
        await first.DisposeAsync();

        // The pipeline's own delivery fails while the orphan waits for its object.
        var (isRefused, responses) = (true, 0);
        var next = _scenario.Start(
            call =>
            {
                if (isRefused && call.Key == "app.clef")
                    return StoreFault.Refused;
                responses += call.Key == "app.clef" ? 1 : 0;
                return StoreFault.None;
            },
            options => options.ObjectKey = "new.clef");
        next.Write("new\n");
        await next.FlushAsync();
        next.Store.Break(new InvalidOperationException("as no store may"));
        next.Write("lost\n");
        await next.AdvanceUntilAsync(() => next.Notices.All.Any(notice => notice.Kind == DeliveryNoticeKind.PipelineFailed));
        isRefused = false;
        await next.AdvanceUntilAsync(() => Volatile.Read(ref responses) > 0);
        await next.DisposeAsync();

        var last = _scenario.Start();
        await last.AdvanceUntilAsync(() => last.Pipeline.Status.Pending == 0);
        Assert.Equal("left", last.TextOf("app.clef").Split('\n').First(line => line.Length > 0 && line != "lost"));
    }

    private bool IsReleased(string name)
    {
        using var taken = new DiskFileSystem().TryLock(Path.Combine(_scenario.Path, name, SpoolDirectory.LockName));
        return taken is not null;
    }
}
