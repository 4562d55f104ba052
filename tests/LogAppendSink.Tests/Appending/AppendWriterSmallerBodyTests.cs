using System.Buffers;
using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>
/// A body whose upload timed out is replaced by a shorter one, with the first of its records. The first request may still arrive, before or after
/// the shorter one, also in the next run.
/// </summary>
public class AppendWriterSmallerBodyTests
{
    private static readonly RecordRange Long = new(0, 3);
    private static readonly RecordRange Short = new(0, 1);

    private readonly WriterScenario _scenario = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shorter_body_is_stored_when_the_longer_request_never_arrives(bool restarts)
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts);

        Assert.IsType<StepResult.Stored>(await DeliverAsync("a\n", Short));
        Assert.IsType<StepResult.Stored>(await DeliverAsync("b\nc\n", new RecordRange(1, 3)));

        Assert.Equal("app=old a b c", _scenario.Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Longer_request_is_recognized_when_it_arrives_before_the_shorter_one(bool restarts)
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts);
        Append("a\nb\nc\n");

        var result = await DeliverAsync("a\n", Short);

        Assert.Equal(new StepResult.StoredThrough(3), result);
        Assert.Equal("app=old a b c", _scenario.Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Longer_request_is_refused_when_it_arrives_after_the_shorter_one(bool restarts)
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts);
        Assert.IsType<StepResult.Stored>(await DeliverAsync("a\n", Short));

        Assert.Equal(MemoryCloud.AppendOutcome.WrongPosition, _scenario.Cloud.Append("app", 4, "a\nb\nc\n"u8));
    }

    [Fact]
    public async Task Longer_request_is_recognized_in_the_next_run_when_it_arrives_after_a_crash_over_the_shorter_one()
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts: false);
        _scenario.Store.Script(StoreFault.Timeout);
        await StepAsync("a\n", Short);
        var intent = _scenario.Observer.Intents[^1];

        Append("a\nb\nc\n");
        _scenario.Restart();
        _scenario.Writer.Resume(intent);

        Assert.Equal(new StepResult.StoredThrough(3), await _scenario.Writer.SettleAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Object_is_not_abandoned_after_refusals_while_the_longer_request_may_arrive()
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts: false);
        _scenario.Store.Script([.. Enumerable.Repeat(StoreFault.RefusedForUnknownReason, RefusalCount.AlikeMax)]);
        for (var refusal = 0; refusal < RefusalCount.AlikeMax; refusal++)
            Assert.IsType<StepResult.Failed>(await StepAsync("a\n", Short));
        Append("a\nb\nc\n");

        Assert.Equal(new StepResult.StoredThrough(3), await DeliverAsync("a\n", Short));
        Assert.Equal("app=old a b c", _scenario.Held);
    }

    [Theory]
    [InlineData("a\n", 1)]
    [InlineData("a\nb\n", 2)]
    [InlineData("a\nb\nc\n", 3)]
    public async Task Of_three_requests_the_applied_one_is_recognized(string applied, long through)
    {
        await TimeOutLongAsync();
        await RecallAsync(restarts: false);
        _scenario.Store.Script(StoreFault.Timeout);
        await StepAsync("a\nb\n", new RecordRange(0, 2));
        await RecallAsync(restarts: false);
        _scenario.Store.Script(StoreFault.Timeout);
        await StepAsync("a\n", Short);

        Append(applied);
        _scenario.Cloud.AppendForeign("app", "foreign, and long enough\n"u8);

        var result = await DeliverAsync("a\n", Short);
        Assert.Equal(through == 1 ? StepResult.Stored.Instance : new StepResult.StoredThrough(through), result);
    }

    [Fact]
    public async Task Body_is_not_replaced_when_too_many_requests_compete()
    {
        await TimeOutLongAsync();
        for (var earlier = 1; earlier < AppendWriter.ContendersMax; earlier++)
        {
            await RecallAsync(restarts: false);
            _scenario.Store.Script(StoreFault.Timeout);
            await StepAsync(new string('a', 10 - earlier) + "\n", Short);
        }

        Assert.False(_scenario.Writer.TryRecall());
    }

    /// <summary>The object exists; the append of three records behind its content times out.</summary>
    private async Task TimeOutLongAsync()
    {
        _scenario.Cloud.AppendForeign("app", "old\n"u8);
        Assert.IsType<StepResult.Progress>(await StepAsync("a\nb\nc\n", Long)); // Finds the end.
        _scenario.Store.Script(StoreFault.Timeout);
        Assert.True(Assert.IsType<StepResult.Failed>(await StepAsync("a\nb\nc\n", Long)).IsUploadTimeout);
    }

    private async Task RecallAsync(bool restarts)
    {
        if (restarts)
        {
            _scenario.Restart();
            _scenario.Writer.Resume(_scenario.Observer.Intents[^1]);
        }
        else
        {
            Assert.True(_scenario.Writer.TryRecall());
        }

        Assert.IsType<StepResult.Progress>(await _scenario.Writer.SettleAsync(CancellationToken.None));
        Assert.IsType<AppendState.At>(_scenario.Writer.State);
    }

    private void Append(string text) => Assert.Equal(MemoryCloud.AppendOutcome.Stored, _scenario.Cloud.Append("app", 4, Encoding.UTF8.GetBytes(text)));

    private ValueTask<StepResult> StepAsync(string text, RecordRange records) => _scenario.Writer.StepAsync(
        AppendBody.Of(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text))) with { Records = records }, WriterScenario.Noon, CancellationToken.None);

    private async Task<StepResult> DeliverAsync(string text, RecordRange records)
    {
        for (var step = 0; step < 20; step++)
        {
            if (await StepAsync(text, records) is var result and (StepResult.Stored or StepResult.StoredThrough))
                return result;
        }

        throw new InvalidOperationException($"Not stored. Calls: {_scenario.Calls}");
    }
}
