using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>A cache between the writer and the store repeats old responses to HEAD, and never one to an append.</summary>
public class AppendWriterStaleHeadTests
{
    [Theory]
    [InlineData("AppliedThenLost", "StaleHeadOfAbsent", true, "APPEND app@8, HEAD app, APPEND app@13")]
    [InlineData("AppliedThenLost", "StaleHeadOfAbsent", false, "APPEND app@8, HEAD app, APPEND app@13")]
    [InlineData("AppliedThenLost", "StaleHead", true, "APPEND app@8, HEAD app, APPEND app@8, HEAD app")]
    [InlineData("LostBefore", "StaleHeadOfAbsent", true, "APPEND app@8, HEAD app, APPEND app@13, APPEND app@8")]
    [InlineData("LostBefore", "StaleHeadOfAbsent", false, "APPEND app@8, HEAD app, APPEND app@13, READ app@8, READ app@7, APPEND app@8")]
    [InlineData("LostBefore", "StaleHead", true, "APPEND app@8, HEAD app, APPEND app@13, APPEND app@8")]
    [InlineData("ForeignAppendBefore", "StaleHeadOfAbsent", true, "APPEND app@8, HEAD app, APPEND app@13, READ app@8, APPEND app@25")]
    public async Task Append_in_doubt_is_stored_once_when_the_HEAD_response_is_stale(string fault, string head, bool saysPosition, string calls)
    {
        var scenario = new WriterScenario(saysPosition: saysPosition);
        await scenario.DeliverAsync("old\n");
        await scenario.DeliverAsync("abc\n");
        var before = scenario.Calls;
        scenario.Store.Script(Enum.Parse<StoreFault>(fault), Enum.Parse<StoreFault>(head));

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.StartsWith($"{before}, {calls}", scenario.Calls, StringComparison.Ordinal);
        Assert.Equal(1, scenario.Held.Split("ours").Length - 1);
        Assert.Equal(1, scenario.Held.Split("next").Length - 1);
    }

    [Theory]
    [InlineData("StaleHeadOfAbsent")]
    [InlineData("StaleHead")]
    public async Task Append_is_stored_once_when_every_HEAD_response_is_stale(string head)
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        await scenario.DeliverAsync("abc\n");
        scenario.Store.Script([StoreFault.AppliedThenLost, .. Enumerable.Repeat(Enum.Parse<StoreFault>(head), 1)]);
        scenario.Store.Script(StoreFault.None, Enum.Parse<StoreFault>(head), StoreFault.None, Enum.Parse<StoreFault>(head));

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=old abc ours next", scenario.Held);
    }

    [Fact]
    public async Task First_append_goes_after_existing_bytes_when_HEAD_reports_a_missing_object()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Restart();
        scenario.Store.Script(StoreFault.StaleHeadOfAbsent, StoreFault.None, StoreFault.StaleHeadOfAbsent);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("HEAD app, APPEND app@0, HEAD app, APPEND app@5, APPEND app@4", scenario.Calls);
        Assert.Equal("app=old ours", scenario.Held);
    }

    [Fact]
    public async Task Append_of_an_earlier_run_is_found_when_the_HEAD_response_is_stale()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.AppliedThenLost);
        await scenario.StepAsync("ours\n");
        var intent = scenario.Observer.Intents[^1];
        scenario.Restart();
        scenario.Writer.Resume(intent);
        scenario.Store.Script(StoreFault.StaleHeadOfAbsent);

        var result = await scenario.Writer.SettleAsync(CancellationToken.None);

        Assert.IsType<StepResult.Stored>(result);
        Assert.Equal("HEAD app, APPEND app@9", scenario.Calls);
    }

    [Fact]
    public async Task Deleted_object_is_abandoned_after_one_more_request()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.DeletedBefore);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("HEAD app, APPEND app@0, APPEND app@4, HEAD app, APPEND app@9, HEAD app-001, APPEND app-001@0", scenario.Calls);
        Assert.Equal("app-001=ours", scenario.Held);
    }

    [Theory]
    [InlineData("Refused", "AccessDenied")]
    [InlineData("LostBefore", "ConnectionLost")]
    public async Task Contradiction_stays_unresolved_while_the_store_does_not_respond(string fault, string kind)
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.AppliedThenLost, StoreFault.StaleHeadOfAbsent, Enum.Parse<StoreFault>(fault), StoreFault.StaleHeadOfAbsent);

        var failures = await scenario.DeliverAsync("ours\n");

        Assert.Equal($"ConnectionLost, {kind}", failures);
        Assert.Equal("app=old ours", scenario.Held);
    }

    [Theory]
    [InlineData("AppliedThenLost", "StaleHeadOfAbsent")]
    [InlineData("AppliedThenLost", "StaleHead")]
    [InlineData("None", "StaleHeadOfAbsent")]
    [InlineData("None", "StaleHead")]
    public async Task Append_to_Ceph_is_stored_once_when_the_HEAD_response_is_stale(string fault, string head)
    {
        var scenario = new WriterScenario(cloud: new MemoryCloud(isCeph: true));
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault), Enum.Parse<StoreFault>(head));

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=old ours next", scenario.Held);
    }

    [Fact]
    public async Task Object_sealed_after_the_append_keeps_it_when_every_HEAD_response_is_stale()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.AppliedThenSealedThenLost, StoreFault.StaleHead, StoreFault.None, StoreFault.StaleHead);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=old ours, app-001=next", scenario.Held);
    }

    [Fact]
    public async Task Object_sealed_after_its_first_append_keeps_it_when_every_HEAD_response_is_stale()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.AppliedThenSealedThenLost);
        scenario.Store.Script(StoreFault.StaleHeadOfAbsent, StoreFault.None, StoreFault.StaleHeadOfAbsent);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=ours, app-001=next", scenario.Held);
    }

    [Fact]
    public async Task Delayed_append_to_Ceph_is_stored_once_when_the_HEAD_response_is_stale()
    {
        var scenario = new WriterScenario(cloud: new MemoryCloud(isCeph: true));
        await scenario.DeliverAsync("old\n");
        await scenario.DeliverAsync("abc\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.StaleHead);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old abc ours", scenario.Held); // At the same position, where a late first try would be refused.
    }
}
