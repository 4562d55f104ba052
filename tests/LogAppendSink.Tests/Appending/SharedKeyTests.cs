using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Several writers of one process append to one key.</summary>
public sealed class SharedKeyTests
{
    private readonly ObjectRegistry _process = new();
    private readonly MemoryCloud _cloud = new();

    [Fact]
    public async Task Identical_batches_of_two_writers_at_one_position_are_stored_twice()
    {
        var (one, two) = (NewWriter(), NewWriter());
        await one.StepAsync("same\n"); // Both learn that the object ends at 0.
        await two.StepAsync("same\n");

        await one.DeliverAsync("same\n");
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same same", one.Held);
        Assert.Equal("HEAD app, APPEND app@5", two.Calls); // It knows where the first one ends.
        Assert.Equal("", two.Reports);
    }

    [Theory]
    [InlineData("a\n", "a\na\n")]
    [InlineData("a\na\n", "a\n")]
    public async Task Batch_is_stored_when_another_writer_has_stored_its_bytes_in_other_batches(string first, string second)
    {
        var (one, two) = (NewWriter(), NewWriter());
        await two.StepAsync(second);

        await one.DeliverAsync(first);
        await one.DeliverAsync(first);
        await two.DeliverAsync(second);

        Assert.Equal((2 * first.Length) + second.Length, (int)_cloud.Find("app")!.LengthBytes);
    }

    [Theory]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    [InlineData(nameof(StoreFault.AppliedThenTimeout))]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.ServerErrorBefore))]
    public async Task Writer_waits_while_another_has_an_append_in_doubt(string fault)
    {
        var (one, two) = (NewWriter(), NewWriter());
        one.Store.Script(StoreFault.None, Enum.Parse<StoreFault>(fault));
        await one.StepAsync("same\n");
        await one.StepAsync("same\n");
        await two.StepAsync("same\n");

        var waiting = Assert.IsType<StepResult.Waiting>(await two.StepAsync("same\n"));
        Assert.False(waiting.Free.IsCompleted);
        await one.DeliverAsync("same\n");
        Assert.True(waiting.Free.IsCompleted);
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same same", one.Held);
    }

    [Fact]
    public async Task Writers_take_turns_in_order_of_arrival()
    {
        var (one, two, three) = (NewWriter(), NewWriter(), NewWriter());
        one.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await one.StepAsync("1\n");
        await one.StepAsync("1\n");
        await two.StepAsync("2\n");
        await three.StepAsync("3\n");
        var second = Assert.IsType<StepResult.Waiting>(await two.StepAsync("2\n"));
        var third = Assert.IsType<StepResult.Waiting>(await three.StepAsync("3\n"));

        await one.DeliverAsync("1\n");
        Assert.Equal((true, false), (second.Free.IsCompleted, third.Free.IsCompleted));
        Assert.IsType<StepResult.Waiting>(await one.StepAsync("4\n"));
        await two.DeliverAsync("2\n");
        Assert.True(third.Free.IsCompleted);
        await three.DeliverAsync("3\n");
        await one.DeliverAsync("4\n");

        Assert.Equal("app=1 2 3 4", one.Held);
    }

    [Fact]
    public async Task Writer_uses_the_next_object_when_it_has_waited_too_long()
    {
        var (one, two) = await InDoubtAsync();

        for (var wait = 1; wait < AppendWriter.WaitsInVainMax; wait++)
        {
            two.Writer.StopWaiting();
            Assert.IsType<StepResult.Progress>(await two.StepAsync("same\n"));
            Assert.IsType<StepResult.Waiting>(await two.StepAsync("same\n"));
        }

        two.Writer.StopWaiting();
        await two.DeliverAsync("same\n");
        await one.DeliverAsync("same\n");

        Assert.Equal("app=same, app-001=same", one.Held);
        Assert.Equal("Busy: app to app-001", two.Reports);
    }

    [Fact]
    public async Task Writer_reports_the_outage_when_it_has_waited_too_long_and_the_store_is_away()
    {
        var (one, two) = await InDoubtAsync();

        two.Writer.StopWaiting();
        two.Store.Script(StoreFault.Unreachable);
        Assert.IsType<StepResult.Failed>(await two.StepAsync("same\n"));
        Assert.IsType<StepResult.Waiting>(await two.StepAsync("same\n"));
        await one.DeliverAsync("same\n");
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same same", one.Held);
    }

    [Fact]
    public async Task Writer_that_pauses_because_the_store_is_away_does_not_keep_others_waiting()
    {
        var (one, two) = await InDoubtAsync();
        two.Writer.StopWaiting();
        two.Store.Script(StoreFault.Unreachable);
        Assert.IsType<StepResult.Failed>(await two.StepAsync("same\n"));

        await one.DeliverAsync("same\n");
        await one.DeliverAsync("next\n");

        Assert.Equal("app=same next", one.Held);
    }

    [Fact]
    public async Task Writer_gets_an_object_of_its_own_when_it_rolls_on_conflict()
    {
        var (one, two) = (NewWriter(ConflictMode.Roll), NewWriter(ConflictMode.Roll));
        await one.StepAsync("same\n");
        await two.StepAsync("same\n");

        await one.DeliverAsync("same\n");
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same, app-001=same", one.Held);
        Assert.Equal("conflict app, Conflict: app to app-001", two.Reports);
    }

    [Fact]
    public async Task Writer_continues_when_another_drops_its_append()
    {
        var (one, two) = await InDoubtAsync();

        one.Writer.GiveUp();
        await two.DeliverAsync("other\n");

        Assert.Equal("app=other", one.Held);
    }

    [Fact]
    public async Task Writer_continues_when_the_pipeline_of_another_ends_in_doubt()
    {
        var (one, two) = await InDoubtAsync();

        one.Registration.Close();
        await two.DeliverAsync("other\n");

        Assert.Equal("app=other", one.Held);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.DeliverAsync("same\n"));
    }

    [Theory]
    [InlineData(true, "app=same, app-001=same")] // its request had been applied
    [InlineData(false, "app=same, app-001=same")] // it is sent again by the next run
    public async Task Append_that_a_spool_has_to_settle_keeps_its_position_when_its_pipeline_ends(bool isApplied, string expected)
    {
        var (one, two) = (NewWriter(spool: "/spool/spool-001"), NewWriter());
        one.Store.Script(StoreFault.None, isApplied ? StoreFault.AppliedThenLost : StoreFault.LostBefore);
        await one.StepAsync("same\n");
        await one.StepAsync("same\n");
        one.Registration.Close();

        await two.DeliverAsync("same\n");
        var next = NewWriter(spool: "/spool/spool-001", unsettled: one.Observer.Intents[^1]);
        await SettleAsync(next, "same\n");

        Assert.Equal(expected, one.Held);
        Assert.Equal("Busy: app to app-001", two.Reports);
    }

    [Fact]
    public async Task Position_is_free_again_when_the_spool_has_nothing_to_settle()
    {
        var (one, two) = (NewWriter(spool: "/spool/spool-001"), NewWriter());
        one.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await one.StepAsync("same\n");
        await one.StepAsync("same\n");
        one.Registration.Close();
        NewWriter(spool: "/spool/spool-001");

        await two.DeliverAsync("same\n");

        Assert.Equal("app=same", one.Held);
    }

    [Theory]
    [InlineData(true, "app=same")]
    [InlineData(false, "app=")]
    public async Task Refused_append_makes_way_for_other_writers_when_a_crash_cannot_leave_it_in_doubt(bool isWithdrawn, string expected)
    {
        var (one, two) = (NewWriter(spool: "/spool/spool-001"), NewWriter());
        one.Observer.IsWithdrawn = isWithdrawn;
        one.Store.Script(StoreFault.None, StoreFault.Refused);
        await one.StepAsync("same\n");
        await two.StepAsync("same\n");
        Assert.IsType<StepResult.Failed>(await one.StepAsync("same\n"));

        var result = await two.StepAsync("same\n");

        Assert.Equal(isWithdrawn, result is StepResult.Stored);
        Assert.Equal(!isWithdrawn, result is StepResult.Waiting);
        Assert.Equal(expected, _cloud.Find("app") is null ? "app=" : two.Held);
    }

    [Fact]
    public async Task Refused_append_makes_way_for_other_writers_when_it_is_dropped()
    {
        var (one, two) = (NewWriter(spool: "/spool/spool-001"), NewWriter());
        one.Observer.IsWithdrawn = false;
        one.Store.Script(StoreFault.None, StoreFault.Refused);
        await one.StepAsync("same\n");
        await two.StepAsync("same\n");
        Assert.IsType<StepResult.Failed>(await one.StepAsync("same\n"));

        one.Writer.GiveUp();

        Assert.IsType<StepResult.Stored>(await two.StepAsync("same\n"));
    }

    [Fact]
    public async Task Append_of_an_earlier_run_is_not_taken_for_stored_when_another_writer_has_stored_the_same_bytes()
    {
        var earlier = new WriterScenario(cloud: _cloud);
        earlier.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await earlier.StepAsync("same\n");
        await earlier.StepAsync("same\n");

        await NewWriter().DeliverAsync("same\n");
        var next = NewWriter(spool: "/spool/spool-001", unsettled: earlier.Observer.Intents[^1]);
        await SettleAsync(next, "same\n");

        Assert.Equal("app=same same", next.Held);
    }

    [Fact]
    public async Task Append_of_an_earlier_run_is_taken_for_stored_when_the_same_spool_has_stored_it()
    {
        var one = NewWriter(spool: "/spool/spool-001");
        await one.DeliverAsync("same\n");
        one.Registration.Close();

        // The disk has not stored the checkpoint of it.
        var next = NewWriter(spool: "/spool/spool-001", unsettled: one.Observer.Intents[^1]);
        await SettleAsync(next, "same\n");

        Assert.Equal("app=same", next.Held);
    }

    [Fact]
    public async Task Two_appends_of_earlier_runs_with_the_same_bytes_are_both_stored_when_one_was_applied()
    {
        var earlier = new WriterScenario(cloud: _cloud);
        earlier.Store.Script(StoreFault.None, StoreFault.AppliedThenLost);
        await earlier.StepAsync("same\n");
        await earlier.StepAsync("same\n");
        var intent = earlier.Observer.Intents[^1];

        var (orphan, main) = (NewWriter(spool: "/spool/spool-002", unsettled: intent), NewWriter(spool: "/spool/spool-001", unsettled: intent));
        await SettleAsync(orphan, "same\n");
        await SettleAsync(main, "same\n");

        Assert.Equal("app=same same", main.Held);
    }

    private WriterScenario NewWriter(ConflictMode onConflict = ConflictMode.Continue, string? spool = null, AppendIntent? unsettled = null)
    {
        var scenario = new WriterScenario(onConflict, cloud: _cloud, registry: _process, spool: spool, unsettled: unsettled);
        if (unsettled is not null)
            scenario.Writer.Resume(unsettled);
        return scenario;
    }

    /// <summary>Two writers, of which the first has an append in doubt that was not applied, and the second waits for it.</summary>
    private async Task<(WriterScenario One, WriterScenario Two)> InDoubtAsync()
    {
        var (one, two) = (NewWriter(), NewWriter());
        one.Store.Script(StoreFault.None, StoreFault.LostBefore);
        await one.StepAsync("same\n");
        await one.StepAsync("same\n");
        await two.StepAsync("same\n");
        Assert.IsType<StepResult.Waiting>(await two.StepAsync("same\n"));
        return (one, two);
    }

    /// <summary>As a pipeline that finds an append in doubt in its spool.</summary>
    private static async Task SettleAsync(WriterScenario scenario, string records)
    {
        while (scenario.Writer.State is AppendState.InDoubt)
        {
            if (await scenario.Writer.SettleAsync(CancellationToken.None) is StepResult.Stored)
                return;
        }

        await scenario.DeliverAsync(records);
    }
}
