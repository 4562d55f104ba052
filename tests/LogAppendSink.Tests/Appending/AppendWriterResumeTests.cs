using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterResumeTests
{
    private readonly WriterScenario _scenario = new();

    [Theory]
    [InlineData("LostBefore", "app=old ours", "HEAD app, APPEND app@4")]
    [InlineData("AppliedThenLost", "app=old ours", "HEAD app")]
    [InlineData("AppliedThenForeignAppendThenLost", "app=old ours {\"foreign\":true}", "HEAD app, READ app@4")]
    [InlineData("AppliedThenSealedThenLost", "app=old ours", "HEAD app")]
    public async Task Append_that_a_crash_interrupted_is_resolved_like_a_lost_response(string fault, string held, string calls)
    {
        await LoseAnAppendAsync(fault);

        _scenario.Restart();
        _scenario.Writer.Resume(_scenario.Observer.Intents[^1]);
        await _scenario.DeliverAsync("ours\n");

        Assert.Equal(held, _scenario.Held);
        Assert.Equal(calls, _scenario.Calls);
    }

    [Fact]
    public async Task Intent_can_be_resumed_only_before_the_first_step()
    {
        await _scenario.DeliverAsync("ours\n");

        var exception = Assert.Throws<InvariantBrokenException>(() => _scenario.Writer.Resume(_scenario.Observer.Intents[0]));

        Assert.Equal("Broken rule: An intent is resumed before the first step. Failed check: _name is null.", exception.Message);
    }

    [Fact]
    public async Task Delayed_append_of_a_dropped_batch_does_not_take_the_position_of_the_next_batch()
    {
        await LoseAnAppendAsync("LostBefore");

        _scenario.Writer.GiveUp();
        await _scenario.StepAsync("next\n"); // HEAD request: the delayed append has not arrived
        _scenario.Cloud.Append("app", 4, "ours\n"u8); // The delayed append arrives.
        await _scenario.DeliverAsync("next\n");

        Assert.Equal("app=old ours next", _scenario.Held);
    }

    [Fact]
    public async Task Delayed_append_is_refused_when_the_next_append_has_taken_its_position()
    {
        await LoseAnAppendAsync("LostBefore");

        _scenario.Writer.GiveUp();
        await _scenario.DeliverAsync("next\n");
        var result = _scenario.Cloud.Append("app", 4, "ours\n"u8);

        Assert.Equal(MemoryCloud.AppendOutcome.WrongPosition, result);
        Assert.Equal("app=old next", _scenario.Held);
    }

    [Fact]
    public async Task Dropping_a_batch_changes_nothing_when_it_was_never_sent()
    {
        await _scenario.DeliverAsync("old\n");
        var state = _scenario.Writer.State;

        _scenario.Writer.GiveUp();

        Assert.IsType<AppendState.At>(state);
        Assert.Equal(state, _scenario.Writer.State);
    }

    private async Task LoseAnAppendAsync(string fault)
    {
        await _scenario.DeliverAsync("old\n");
        _scenario.Store.Script(Enum.Parse<StoreFault>(fault));
        Assert.IsType<StepResult.Failed>(await _scenario.StepAsync("ours\n"));
    }
}
