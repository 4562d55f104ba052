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
    public async Task An_append_that_a_crash_left_is_settled_like_a_lost_answer(string fault, string held, string calls)
    {
        await LoseAnAppendAsync(fault);

        _scenario.Restart();
        _scenario.Writer.Resume(_scenario.Observer.Intents[^1]);
        await _scenario.DeliverAsync("ours\n");

        Assert.Equal(held, _scenario.Held);
        Assert.Equal(calls, _scenario.Calls);
    }

    [Fact]
    public async Task An_intent_is_resumed_before_the_first_step_or_not_at_all()
    {
        await _scenario.DeliverAsync("ours\n");

        var exception = Assert.Throws<InvariantBrokenException>(() => _scenario.Writer.Resume(_scenario.Observer.Intents[0]));

        Assert.Equal("Broken rule: An intent is resumed before the first step. Failed check: _name is null.", exception.Message);
    }

    [Fact]
    public async Task A_ghost_of_what_was_given_up_takes_no_room_of_what_follows()
    {
        await LoseAnAppendAsync("LostBefore");

        _scenario.Writer.GiveUp();
        await _scenario.StepAsync("next\n"); // looks: the end is still before the ghost
        _scenario.Cloud.Append("app", 4, "ours\n"u8); // It arrives now.
        await _scenario.DeliverAsync("next\n");

        Assert.Equal("app=old ours next", _scenario.Held);
    }

    [Fact]
    public async Task A_ghost_that_comes_after_what_follows_finds_its_place_taken()
    {
        await LoseAnAppendAsync("LostBefore");

        _scenario.Writer.GiveUp();
        await _scenario.DeliverAsync("next\n");
        var result = _scenario.Cloud.Append("app", 4, "ours\n"u8);

        Assert.Equal(MemoryCloud.AppendOutcome.WrongPosition, result);
        Assert.Equal("app=old next", _scenario.Held);
    }

    [Fact]
    public async Task Giving_up_what_was_never_sent_changes_nothing()
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
