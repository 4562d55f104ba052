using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>The end of a run with undelivered records.</summary>
public sealed class SpoolBufferEndTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Remaining_records_are_kept_and_counted_as_pending()
    {
        var spool = _scenario.Open();
        Write(spool, "in flight\n");
        spool.Buffer.TakeBatch(NoLimits);
        Write(spool, "waiting\n");
        spool.Buffer.Close(DropReason.Closed);

        var leftover = spool.Buffer.Leave(DropReason.Shutdown);

        Assert.Equal((2L, true), (leftover.Count, leftover.IsKept));
        Assert.Equal((2L, 2L, 0L), (spool.Buffer.Account.Accepted, spool.Buffer.Account.Pending, spool.Buffer.Account.Dropped));
    }

    [Fact]
    public void Delivery_after_a_timed_out_shutdown_does_not_change_the_spool()
    {
        var spool = _scenario.Open();
        Write(spool, "late\n");
        var batch = spool.Buffer.TakeBatch(NoLimits)!;
        spool.Buffer.Close(DropReason.Closed);
        spool.Buffer.Leave(DropReason.Shutdown);
        _scenario.Die(spool);
        var next = _scenario.Open();

        spool.Buffer.Acknowledge(batch);
        spool.Buffer.Drop(batch, DropReason.RetryTimeLimit);

        Assert.Null(spool.Buffer.TakeBatch(NoLimits));
        Assert.Throws<OperationCanceledException>(() => spool.Buffer.Note(IntentOf(batch))); // Delivery stops instead of sending.
        Assert.Equal((0L, 1L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Pending));
        Assert.Equal("late\n", Drain(next));
    }

    [Fact]
    public void Record_after_the_end_is_dropped_and_counted()
    {
        var spool = _scenario.Open();
        spool.Buffer.Close(DropReason.Closed);

        Assert.False(Write(spool, "late\n"));

        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.Closed]);
    }

    [Fact]
    public void Lock_is_released_by_disposal()
    {
        var spool = _scenario.Open();
        Assert.Null(_scenario.Files.TryLock(Path.Combine(_scenario.Directory, "lock")));

        _scenario.Die(spool);

        using var taken = _scenario.Files.TryLock(Path.Combine(_scenario.Directory, "lock"));
        Assert.NotNull(taken);
    }

    [Fact]
    public void Disposal_can_be_repeated()
    {
        var spool = _scenario.Open();
        Write(spool, "one\n");

        spool.Dispose();
        spool.Dispose();

        Assert.Equal("one\n", Drain(_scenario.Open()));
    }

    [Fact]
    public void Disposal_waits_for_a_segment_that_is_being_created()
    {
        var files = new ObservedFileSystem();
        using var isBegun = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        _scenario.Files = files;
        _scenario.Continuations = TaskCreationOptions.RunContinuationsAsynchronously;
        files.Refusal = call =>
        {
            if (call is { Operation: nameof(files.Create), Name: "000002.segment" })
            {
                isBegun.Set();
                mayGoOn.Wait();
            }

            return null;
        };
        var spool = _scenario.Open();
        Assert.True(isBegun.Wait(Deadline.Default));

        var closing = new Thread(spool.Dispose);
        closing.Start();
        while (closing.IsAlive && !closing.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            Thread.Yield();
        var isOpen = closing.IsAlive;
        mayGoOn.Set();
        closing.Join();
        files.Forget();
        _scenario.Open();

        Assert.True(isOpen, "The spool was closed while a segment was being created.");
        Assert.Empty(_scenario.DamagedPaths);
    }
}
