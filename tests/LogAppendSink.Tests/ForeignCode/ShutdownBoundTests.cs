using LogAppendSink.Tests.Spool;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.ForeignCode;

/// <summary>Disposal ends in time whatever the disk and the caller's surroundings do.</summary>
public sealed class ShutdownBoundTests : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly string _path = Directory.CreateTempSubdirectory("logappend-shutdown-").FullName;

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_ends_in_time_when_the_last_flush_of_the_spool_blocks(bool isAsynchronous)
    {
        var isDisposing = false;
        var files = new ObservedFileSystem();
        files.Refusal = call =>
        {
            if (Volatile.Read(ref isDisposing) && call.Operation.StartsWith("Flush", StringComparison.Ordinal))
                _release.Wait();
            return null;
        };
        var scenario = new PipelineScenario(
            options =>
            {
                options.BufferPath = _path;
                options.ShutdownTimeout = TimeSpan.FromMilliseconds(100);
            },
            changeEdges: edges => edges with { Files = files, Time = LogAppendSink.Threading.TimerThread.Shared });
        await scenario.StoreFirstAsync();
        Volatile.Write(ref isDisposing, true);

        var disposal = isAsynchronous
            ? scenario.Pipeline.DisposeAsync().AsTask()
            : Task.Factory.StartNew(
                scenario.Pipeline.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await disposal.WithDeadline("disposal");

        Assert.False(_release.IsSet);
        Assert.Contains(scenario.Notices.All, notice => notice.Message.StartsWith(
            "The last flush of the spool did not end within ShutdownTimeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pipeline_starts_when_the_flow_of_ambient_state_is_suppressed()
    {
        PipelineScenario scenario;
        using (ExecutionContext.SuppressFlow())
            scenario = new PipelineScenario();

        await scenario.StoreFirstAsync();
        await scenario.DisposeAsync().AsTask().WithDeadline("disposal");
    }

    [Fact]
    public async Task Dispose_returns_in_a_synchronization_context_that_runs_nothing()
    {
        var scenario = new PipelineScenario(changeEdges: edges => edges with { Time = LogAppendSink.Threading.TimerThread.Shared });
        await scenario.StoreFirstAsync();

        await Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(new NeverRuns());
                scenario.Pipeline.Dispose();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).WithDeadline("disposal");
    }

    private sealed class NeverRuns : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
        }
    }
}
