using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.ForeignCode;

/// <summary>
/// <see cref="OssAppendOptions.OnNotice"/> is code of the application. It may throw, block, flush or start tasks without harm to delivery.
/// </summary>
public sealed class NoticeListenerTests : IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Fact]
    public async Task Disposal_ends_in_time_when_a_listener_blocks()
    {
        var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Configure(OssAppendOptions options) => options.OnNotice = _ =>
        {
            isCalled.TrySetResult();
            _release.Wait();
        };
        await using var scenario = new PipelineScenario(Configure, _ => StoreFault.Refused, callsListenersInline: false);
        scenario.Write("a\n");
        await isCalled.Task.WithDeadline("the notice of the outage");

        await scenario.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.Shutdown]);
    }

    [Fact]
    public async Task Delivery_continues_when_a_listener_waits_for_a_flush()
    {
        PipelineScenario? scenario = null;
        var plan = new Queue<StoreFault>([StoreFault.Refused]);
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Configure(OssAppendOptions options) => options.OnNotice = _ =>
        {
            scenario!.Pipeline.FlushAsync().Wait(); // Set before any notice.
            flushed.TrySetResult();
        };
        scenario = new PipelineScenario(
            Configure, _ => plan.TryDequeue(out var fault) ? fault : StoreFault.None, callsListenersInline: false);
        await using (scenario)
        {
            scenario.Write("a\n");
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();

            await flushed.Task.WithDeadline("the flush in the listener");
            Assert.Equal("a\n", scenario.TextOf("app.clef"));
        }
    }

    [Fact]
    public async Task Task_started_by_a_listener_can_store_records_later()
    {
        PipelineScenario? scenario = null;
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var plan = new Queue<StoreFault>([StoreFault.Refused]);
        Task? started = null;
        void Configure(OssAppendOptions options) => options.OnNotice = _ => started ??= StoreLaterAsync();
        scenario = new PipelineScenario(Configure, _ => plan.TryDequeue(out var fault) ? fault : StoreFault.None);
        await using (scenario)
        {
            scenario.Write("a\n");
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
            await scenario.Pipeline.FlushAsync().WithDeadline("the first record to be stored");

            proceed.SetResult();

            await started!.WithDeadline("the later record to be stored"); // By the notice of the outage.
            Assert.Equal("a\nlater\n", scenario.TextOf("app.clef"));
        }

        async Task StoreLaterAsync()
        {
            await proceed.Task;
            await scenario!.Pipeline.StoreAsync("later\n"u8, RecordLevel.Information);
        }
    }

    [Fact]
    public void Notices_beyond_the_limit_are_counted_and_mentioned_when_the_listener_returns()
    {
        var queue = new WaitingQueue();
        var seen = new List<DeliveryNotice>();
        var publisher = new NoticePublisher(seen.Add, new ManualTimeProvider(), queue);
        for (var i = 0; i < NoticePublisher.WaitingMax + 3; i++)
            publisher.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "rolled"));

        queue.RunAll();

        Assert.Equal(NoticePublisher.WaitingMax, seen.Count);
        Assert.Equal("rolled (3 notices were skipped after this one, because OnNotice did not return.)", seen[0].Message);
        Assert.Equal("rolled", seen[1].Message);
    }

    private sealed class WaitingQueue : IWorkQueue
    {
        private readonly Queue<Action> _work = new();

        public void Post(Action work) => _work.Enqueue(work);

        internal void RunAll()
        {
            while (_work.TryDequeue(out var work))
                work();
        }
    }
}
