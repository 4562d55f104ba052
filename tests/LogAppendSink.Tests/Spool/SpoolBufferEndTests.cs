using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>The end of a run that has not delivered all.</summary>
public sealed class SpoolBufferEndTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void What_is_left_is_kept_and_stays_in_the_account()
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
    public void A_delivery_that_outlives_its_pipeline_changes_nothing_that_the_next_start_has_taken_over()
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
        Assert.Throws<OperationCanceledException>(() => spool.Buffer.Note(IntentOf(batch))); // So that it sends nothing either.
        Assert.Equal((0L, 1L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Pending));
        Assert.Equal("late\n", Drain(next));
    }

    [Fact]
    public void What_comes_after_the_end_is_refused_and_counted()
    {
        var spool = _scenario.Open();
        spool.Buffer.Close(DropReason.Closed);

        Assert.False(Write(spool, "late\n"));

        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.Closed]);
    }

    [Fact]
    public void The_lock_is_free_when_the_run_has_ended_and_not_before()
    {
        var spool = _scenario.Open();
        Assert.Null(_scenario.Files.TryLock(Path.Combine(_scenario.Directory, "lock")));

        _scenario.Die(spool);

        using var taken = _scenario.Files.TryLock(Path.Combine(_scenario.Directory, "lock"));
        Assert.NotNull(taken);
    }

    [Fact]
    public void Disposal_may_come_twice()
    {
        var spool = _scenario.Open();
        Write(spool, "one\n");

        spool.Dispose();
        spool.Dispose();

        Assert.Equal("one\n", Drain(_scenario.Open()));
    }

    [Fact]
    public void A_segment_that_is_being_made_is_whole_before_another_may_take_the_spool()
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

        Assert.True(isOpen, "It was closed while a segment was being made.");
        Assert.Empty(_scenario.DamagedPaths);
    }
}
