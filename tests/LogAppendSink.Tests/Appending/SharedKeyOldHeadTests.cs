using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>
/// A HEAD response is older than an append of another writer, and the bytes to append equal the bytes at that position.
/// </summary>
public sealed class SharedKeyOldHeadTests
{
    private readonly ObjectRegistry _process = new();
    private readonly MemoryCloud _cloud = new();

    [Theory]
    [InlineData(nameof(StoreFault.None))]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    [InlineData(nameof(StoreFault.Refused))]
    [InlineData(nameof(StoreFault.RefusedForUnknownReason))]
    [InlineData(nameof(StoreFault.ServerErrorBefore))]
    public async Task Batch_is_stored_when_a_head_is_older_than_the_same_batch_of_another_writer(string fault)
    {
        var next = Enum.Parse<StoreFault>(fault);
        var (one, two) = (NewWriter(), NewWriter());
        await one.DeliverAsync("same\n");

        // The object, the one after it, and the appends.
        two.Store.Script(StoreFault.StaleHead, StoreFault.None, next, next);
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same same", two.Held);
    }

    [Fact]
    public async Task Batch_goes_to_a_separate_object_when_a_stale_HEAD_response_hides_an_equal_batch_and_writers_roll_on_conflict()
    {
        var (one, two) = (NewWriter(ConflictMode.Roll), NewWriter(ConflictMode.Roll));
        await one.DeliverAsync("same\n");
        two.Store.Script(StoreFault.StaleHead);
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same, app-001=same", two.Held);
    }

    [Theory]
    [InlineData(nameof(StoreFault.None))]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    public async Task Batch_is_stored_once_when_the_object_of_the_same_batch_was_deleted(string fault)
    {
        var (one, two) = (NewWriter(), NewWriter());
        await one.DeliverAsync("same\n");
        _cloud.Delete("app");

        two.Store.Script(StoreFault.None, StoreFault.None, Enum.Parse<StoreFault>(fault));
        await two.DeliverAsync("same\n");

        Assert.Equal("app=same", two.Held);
    }

    [Fact]
    public async Task Batch_is_stored_when_the_store_refuses_it_after_an_equal_batch_of_an_earlier_process()
    {
        var (earlier, later) = (new WriterScenario(cloud: _cloud), NewWriter());
        await earlier.DeliverAsync("same\n");
        later.Store.Script(StoreFault.StaleHead);
        await later.DeliverAsync("same\n");

        Assert.Equal("app=same same", later.Held);
        Assert.Equal("conflict app", later.Reports);
    }

    [Fact]
    public async Task Batch_in_doubt_is_stored_when_the_append_of_an_earlier_run_has_taken_its_position_with_the_same_bytes()
    {
        var (earlier, holder) = (new WriterScenario(cloud: _cloud), NewWriter());
        foreach (var writer in new[] { earlier, holder })
        {
            writer.Store.Script(StoreFault.None, StoreFault.LostBefore);
            await StepAsync(writer);
            await StepAsync(writer);
        }

        // Its spool is found while the other writer has the turn.
        var next = NewWriter(spool: "/spool/spool-001", unsettled: earlier.Observer.Intents[^1]);
        Assert.IsType<StepResult.Progress>(await next.Writer.SettleAsync(CancellationToken.None));
        Assert.IsType<StepResult.Waiting>(await StepAsync(next));
        next.Writer.StopWaiting();
        Assert.IsType<StepResult.Stored>(await StepAsync(next));
        await holder.DeliverAsync("same\n");

        Assert.Equal("app=same same", holder.Held);
    }

    [Fact]
    public async Task Append_is_forgotten_when_the_store_refuses_it_at_the_end_of_a_stale_HEAD_response()
    {
        var (earlier, later) = (new WriterScenario(cloud: _cloud), NewWriter());
        await earlier.DeliverAsync("same\n");
        later.Store.Script(StoreFault.StaleHead);
        await later.StepAsync("same\n");
        Assert.Equal(0, later.Observer.Withdrawals);

        Assert.IsType<StepResult.Progress>(await later.StepAsync("same\n"));

        Assert.Equal(1, later.Observer.Withdrawals);
    }

    private static ValueTask<StepResult> StepAsync(WriterScenario writer) =>
        writer.Writer.StepAsync(WriterScenario.BodyOf("same\n") with { Records = new RecordRange(0, 1) }, WriterScenario.Noon, CancellationToken.None);

    private WriterScenario NewWriter(ConflictMode onConflict = ConflictMode.Continue, string? spool = null, AppendIntent? unsettled = null)
    {
        var scenario = new WriterScenario(onConflict, cloud: _cloud, registry: _process, spool: spool, unsettled: unsettled);
        if (unsettled is not null)
            scenario.Writer.Resume(unsettled);
        return scenario;
    }
}
