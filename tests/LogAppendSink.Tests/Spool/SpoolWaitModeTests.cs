using LogAppendSink.Spool;
using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary><see cref="QueueFullMode.Wait"/> on a disk without room for another segment.</summary>
public sealed class SpoolWaitModeTests : IDisposable
{
    private readonly ObservedFileSystem _files = new();
    private readonly SpoolScenario _scenario;

    public SpoolWaitModeTests()
    {
        _scenario = new SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
            options.QueueFullMode = QueueFullMode.Wait;
        })
        { Files = _files };
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Call_waits_while_the_disk_is_full_and_returns_when_there_is_room()
    {
        var (spool, caller) = await BlockedCallerAsync(ObservedFileSystem.DiskFull());

        _scenario.Time.Advance(SegmentPool.RetryInterval);
        Assert.False(caller.IsCompleted); // Still full.
        _files.Refusal = _ => null;
        _scenario.Time.Advance(SegmentPool.RetryInterval);

        Assert.True(await caller.WithDeadline("the call to return"));
        Assert.Equal(0, spool.Buffer.Account.Dropped);
        Assert.Equal(spool.Buffer.Account.Accepted, spool.Buffer.Account.Pending);
    }

    [Fact]
    public async Task Call_returns_when_delivery_frees_a_segment_of_a_full_disk()
    {
        var (spool, caller) = await BlockedCallerAsync(ObservedFileSystem.DiskFull());

        Drain(spool);

        Assert.True(await caller.WithDeadline("the call to return"));
        Assert.Equal(0, spool.Buffer.Account.Dropped);
    }

    [Fact]
    public async Task Call_returns_without_its_record_when_the_spool_is_closed()
    {
        var (spool, caller) = await BlockedCallerAsync(ObservedFileSystem.DiskFull());

        spool.Buffer.Close(DropReason.Closed);

        Assert.False(await caller.WithDeadline("the call to return"));
        Assert.Equal((1L, 1L), (spool.Buffer.Account.Dropped, spool.Buffer.Account.DroppedByReason[(int)DropReason.Closed]));
    }

    [Fact]
    public async Task Waiting_call_wakes_delivery_which_reports_the_full_disk()
    {
        var spool = _scenario.Open();
        var wait = spool.Buffer.WaitForRecordsAsync(long.MaxValue);

        await BlockedCallerAsync(ObservedFileSystem.DiskFull(), spool);

        await wait.WithDeadline("delivery to be woken");
        Assert.StartsWith(
            $"The spool in '{_scenario.Directory}' cannot grow.",
            Assert.Single(spool.Buffer.TakeNotices()).Message,
            StringComparison.Ordinal);
    }

    public static TheoryData<Exception> Gone() =>
    [
        ObservedFileSystem.ReadOnlyDisk(),
        ObservedFileSystem.NoPermission(),
        new DirectoryNotFoundException("It was unplugged."),
        new IOException("Input/output error", 5),
    ];

    [Theory]
    [MemberData(nameof(Gone))]
    public void Call_drops_at_once_when_the_disk_is_gone(Exception refusal)
    {
        var spool = _scenario.Open();
        _files.Refusal = call => call.Operation == "Create" ? refusal : null;

        var kept = 0;
        while (kept < 100 && Write(spool, DamageScenario.Record(0), RecordLevel.Error))
            kept++;

        Assert.InRange(kept, 4, 12);
        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.SpoolUnavailable]);
    }

    [Fact]
    public async Task Waiting_call_drops_when_the_disk_disappears()
    {
        var (spool, caller) = await BlockedCallerAsync(ObservedFileSystem.DiskFull());

        _files.Refusal = call => call.Operation == "Create" ? ObservedFileSystem.ReadOnlyDisk() : null;
        _scenario.Time.Advance(SegmentPool.RetryInterval);

        Assert.False(await caller.WithDeadline("the call to return"));
        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.SpoolUnavailable]);
    }

    [Fact]
    public async Task Call_by_delivery_itself_never_waits_for_a_full_disk()
    {
        var spool = _scenario.Open();
        _files.Refusal = call => call.Operation == "Create" ? ObservedFileSystem.DiskFull() : null;

        await Task.Run(() =>
        {
            using var scope = DeliveryContext.Enter(new DeliveryContext.Mark());
            while (Write(spool, DamageScenario.Record(0), RecordLevel.Error))
            {
            }
        }).WithDeadline("the calls to return");

        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.SpoolUnavailable]);
    }

    /// <summary>Fills the disk, and starts a call that waits.</summary>
    private async Task<(OpenSpool Spool, Task<bool> Caller)> BlockedCallerAsync(Exception refusal, OpenSpool? opened = null)
    {
        var spool = opened ?? _scenario.Open();
        _files.Refusal = call => call.Operation == "Create" ? refusal : null;
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.WaitForRoom = gate =>
        {
            // The lock is held until the wait begins, so the test continues after that.
            waits.TrySetResult();
            Monitor.Wait(gate);
        };
        var caller = Task.Factory.StartNew(
            () =>
            {
                var isKept = true;
                while (!waits.Task.IsCompleted)
                    isKept = Write(spool, DamageScenario.Record(0), RecordLevel.Error);
                return isKept;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await waits.Task.WithDeadline("a call to wait");
        return (spool, caller);
    }
}
