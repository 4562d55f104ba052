using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.ForeignCode;

/// <summary>Code of the application that awaits the library runs on the thread pool, where it may block.</summary>
public sealed class CallerThreadTests : IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Fact]
    public async Task Code_after_DisposeAsync_can_block_without_stopping_the_timers_when_a_listener_does_not_return()
    {
        var scenario = new PipelineScenario(
            options =>
            {
                options.OnNotice = _ => _release.Wait();
                options.ShutdownTimeout = TimeSpan.FromMilliseconds(100);
            },
            plan: _ => StoreFault.Unreachable,
            callsListenersInline: false,
            changeEdges: edges => edges with { Time = TimerThread.Shared });
        scenario.Write("lost\n");
        var isOfPool = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caller = Task.Run(async () =>
        {
            await scenario.Pipeline.DisposeAsync().ConfigureAwait(false);
            isOfPool.SetResult(Thread.CurrentThread.IsThreadPoolThread);
            _release.Wait();
        });

        Assert.True(await isOfPool.Task.WithDeadline("disposal"), "The caller continues on a thread of the library.");
        var other = new PipelineScenario(
            options => options.BufferingTimeLimit = TimeSpan.FromMilliseconds(10),
            changeEdges: edges => edges with { Time = TimerThread.Shared });
        await other.StoreFirstAsync();
        other.Write("second\n");
        await other.Store.Ended.WaitForCountAsync(2, "appends");

        _release.Set();
        await caller.WithDeadline("the caller");
        await other.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal of the other pipeline");
    }
}
