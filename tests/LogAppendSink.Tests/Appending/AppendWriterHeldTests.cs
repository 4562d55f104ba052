using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Of Ceph, whose acknowledgement is not final: what was accepted is held until the next append is, or a look confirms it.</summary>
public class AppendWriterHeldTests
{
    private const string Creation = "HEAD app, APPEND app@0, HEAD app, ";

    private readonly WriterScenario _scenario = NewScenario();

    [Fact]
    public async Task Next_append_confirms_the_previous_one_without_a_HEAD_request()
    {
        await AcceptAsync("one\n");

        Assert.IsType<StepResult.Accepted>(await _scenario.StepAsync("two\n"));

        Assert.Equal(Creation + "APPEND app@0, APPEND app@4", _scenario.Calls);
        Assert.Equal("app=one two", _scenario.Held);
    }

    [Fact]
    public async Task HEAD_request_confirms_an_append_when_no_append_follows()
    {
        await AcceptAsync("one\n");

        Assert.IsType<StepResult.PreviousStored>(await _scenario.Writer.ConfirmAsync(CancellationToken.None));

        Assert.Equal(Creation + "APPEND app@0, HEAD app", _scenario.Calls);
        Assert.False(_scenario.Writer.State.IsAnyInDoubt);
    }

    [Fact]
    public async Task Vanished_append_is_detected_by_a_HEAD_request_and_resent()
    {
        await AcceptAsync("one\n", StoreFault.AcknowledgedAndLost);

        Assert.IsType<StepResult.PreviousInDoubt>(await _scenario.Writer.ConfirmAsync(CancellationToken.None));
        await AcceptAsync("one\n");

        Assert.Equal("app=one", _scenario.Held);
        Assert.Contains("misbehaved", _scenario.Reports, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Vanished_append_is_detected_by_the_next_append_and_resent_before_it()
    {
        await AcceptAsync("one\n", StoreFault.AcknowledgedAndLost);

        await AssertSentAgainInOrderAsync("one\n", "two\n");

        Assert.Equal("app=one two", _scenario.Held);
        Assert.DoesNotContain("SEAL", _scenario.Calls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.Ghost))]
    public async Task Object_is_sealed_before_the_next_one_begins_when_an_append_may_still_arrive(string fault)
    {
        await AcceptAsync("zero\n");
        await AcceptAsync("one\n", StoreFault.AcknowledgedAndLost);
        _scenario.Store.Script(FaultOf(fault));

        await AssertSentAgainInOrderAsync("one\n", "two\n");

        Assert.Equal("app=zero, app-001=one two", _scenario.Held);
        Assert.Contains("SEAL app@5", _scenario.Calls, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(StoreFault.LostBefore))]
    [InlineData(nameof(StoreFault.AppliedThenLost))]
    public async Task Stored_append_is_resolved_before_the_append_in_doubt_after_it(string fault)
    {
        await AcceptAsync("one\n");
        _scenario.Store.Script(FaultOf(fault));

        await AssertPreviousStoredAfterFailureAsync("two\n");
        await AcceptAsync("two\n");

        Assert.Equal("app=one two", _scenario.Held);
    }

    [Fact]
    public async Task Previous_append_is_checked_when_the_store_refuses_the_next_one()
    {
        await AcceptAsync("one\n");
        _scenario.Store.Script(StoreFault.Refused);

        await AssertPreviousStoredAfterFailureAsync("two\n");
        Assert.IsType<StepResult.Accepted>(await _scenario.StepAsync("two\n"));
    }

    [Fact]
    public async Task Last_append_of_an_object_is_checked_before_the_next_object_begins()
    {
        var scenario = NewScenario(objectAppendLimit: 1);
        await AcceptAsync(scenario, "one\n");

        Assert.IsType<StepResult.PreviousStored>(await scenario.StepAsync("two\n"));
        await AcceptAsync(scenario, "two\n");

        Assert.Equal("app=one, app-001=two", scenario.Held);
    }

    [Fact]
    public async Task Object_hidden_by_a_stale_HEAD_response_is_sealed_before_the_next_one_begins()
    {
        await AcceptAsync("one\n");
        _scenario.Store.Script(StoreFault.LostBefore, StoreFault.StaleHeadOfAbsent);
        Assert.IsType<StepResult.Failed>(await _scenario.StepAsync("two\n"));

        _scenario.Cloud.Put("app", "fff\n"u8.ToArray(), isAppendObject: true); // The same length, so the append in doubt still fits.
        await AssertSentAgainInOrderAsync("one\n", "two\n");

        Assert.Contains("HEAD app, READ app@0, HEAD app, READ app@0, SEAL app@4", _scenario.Calls, StringComparison.Ordinal);
        Assert.Equal("app=fff, app-001=one two", _scenario.Held);
    }

    [Fact]
    public async Task Object_is_abandoned_when_it_is_deleted_after_a_conflict()
    {
        await AcceptAsync("one\n");
        Assert.IsType<StepResult.PreviousStored>(await _scenario.Writer.ConfirmAsync(CancellationToken.None));
        _scenario.Store.Script(StoreFault.AppliedThenLost, StoreFault.StaleHead, StoreFault.None);
        Assert.IsType<StepResult.Failed>(await _scenario.StepAsync("two\n"));
        Assert.IsType<StepResult.Progress>(await _scenario.StepAsync("two\n")); // Resent and refused: the object ends after it.

        _scenario.Cloud.Delete("app");
        await AcceptAsync("two\n");

        Assert.Equal("app-001=two", _scenario.Held);
    }

    [Fact]
    public async Task Both_batches_go_to_the_next_object_when_the_object_is_deleted()
    {
        await AcceptAsync("one\n");
        _scenario.Cloud.Delete("app");

        await AssertSentAgainInOrderAsync("one\n", "two\n");

        Assert.Equal("app-001=one two", _scenario.Held);
    }

    [Fact]
    public async Task Dropped_batch_leaves_nothing_unconfirmed()
    {
        await AcceptAsync("one\n");

        _scenario.Writer.GiveUp();

        Assert.False(_scenario.Writer.State.IsAnyInDoubt);
        await AcceptAsync("two\n");
    }

    [Fact]
    public async Task Intent_names_the_append_before_it()
    {
        await AcceptAsync("one\n");
        var first = _scenario.Observer.Intents[^1];
        await AcceptAsync("two\n");

        Assert.Null(first.Unconfirmed);
        Assert.Equal(first, _scenario.Observer.Intents[^1].Unconfirmed);
    }

    [Theory]
    [InlineData(nameof(StoreFault.None), nameof(StoreFault.None), "PreviousStored, Stored")]
    [InlineData(nameof(StoreFault.None), nameof(StoreFault.LostBefore), "PreviousStored, Progress")]
    [InlineData(nameof(StoreFault.AcknowledgedAndLost), nameof(StoreFault.LostBefore), "Progress, PreviousInDoubt, Progress")]
    public async Task Next_process_resolves_both_appends_in_order(string ofFirst, string ofSecond, string expected)
    {
        await AcceptAsync("zero\n");
        await AcceptAsync("one\n", FaultOf(ofFirst));
        _scenario.Store.Script(FaultOf(ofSecond));
        await _scenario.StepAsync("two\n");
        var intent = _scenario.Observer.Intents[^1];
        _scenario.Restart();
        _scenario.Writer.Resume(intent);

        var results = new List<string>();
        while (_scenario.Writer.State is AppendState.InDoubt)
            results.Add((await _scenario.Writer.SettleAsync(CancellationToken.None)).GetType().Name);

        Assert.Equal(expected, string.Join(", ", results));
    }

    private static StoreFault FaultOf(string name) => Enum.Parse<StoreFault>(name);

    private static WriterScenario NewScenario(int? objectAppendLimit = null) =>
        new(ConflictMode.Roll, objectAppendLimit: objectAppendLimit, cloud: new MemoryCloud(isCeph: true), holdsAccepted: true);

    private Task AcceptAsync(string records, StoreFault fault = StoreFault.None) => AcceptAsync(_scenario, records, fault);

    /// <summary>Steps until the records are accepted, or stored for certain.</summary>
    private static async Task AcceptAsync(WriterScenario scenario, string records, StoreFault fault = StoreFault.None)
    {
        for (var step = 0; step < 20; step++)
        {
            // The fault is that of the append, before which an object may have to be made.
            if (fault != StoreFault.None && scenario.Writer.State is AppendState.At)
            {
                scenario.Store.Script(fault);
                fault = StoreFault.None;
            }

            if (await scenario.StepAsync(records) is StepResult.Accepted or StepResult.Stored)
                return;
        }

        Assert.Fail($"Not accepted in 20 steps: {scenario.Calls}");
    }

    /// <summary>The next one fails, and what was accepted before it is settled first.</summary>
    private async Task AssertPreviousStoredAfterFailureAsync(string next)
    {
        Assert.IsType<StepResult.Failed>(await _scenario.StepAsync(next));
        Assert.IsType<StepResult.PreviousStored>(await _scenario.StepAsync(next));
    }

    /// <summary>The next one finds the one before it gone, which then goes before it.</summary>
    private async Task AssertSentAgainInOrderAsync(string earlier, string next)
    {
        var result = await _scenario.StepAsync(next);
        for (var step = 0; step < 5 && result is not StepResult.PreviousInDoubt; step++)
            result = await _scenario.StepAsync(next);
        Assert.IsType<StepResult.PreviousInDoubt>(result);
        await AcceptAsync(earlier);
        await AcceptAsync(next);
    }
}
