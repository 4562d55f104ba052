using LogAppendSink.Appending;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Refusals whose reason is unknown, so that it is unknown too whether they concern this object or all of them.</summary>
public class AppendWriterRefusalTests
{
    private const StoreFault Unknown = StoreFault.RefusedForUnknownReason;

    [Fact]
    public async Task Object_is_abandoned_when_it_refuses_appends_for_an_unknown_reason()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Repeat(Unknown, RefusalCount.AlikeMax));

        var failures = await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal(RefusalCount.AlikeMax, failures.Split(", ").Length);
        Assert.Equal("app=old, app-001=ours next", scenario.Held);
        Assert.Equal("Refused: app to app-001", scenario.Reports);
        Assert.EndsWith("APPEND app@4, HEAD app, HEAD app-001, APPEND app-001@0, APPEND app-001@5", scenario.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_is_kept_when_fewer_refusals_come()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Repeat(Unknown, RefusalCount.AlikeMax - 1));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old ours", scenario.Held);
    }

    [Fact]
    public async Task Next_object_is_not_abandoned_when_it_refuses_too()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Cloud.Append("app-001", 0, "foreign\n"u8);
        scenario.Store.Script([.. Repeat(Unknown, RefusalCount.AlikeMax), StoreFault.None, StoreFault.None, StoreFault.None, .. Repeat(Unknown, 30)]);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old, app-001=foreign ours", scenario.Held);
        Assert.Equal("Refused: app to app-001", scenario.Reports);
    }

    [Fact]
    public async Task Object_is_abandoned_again_when_an_append_succeeded_in_between()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Repeat(Unknown, RefusalCount.AlikeMax));
        await scenario.DeliverAsync("ours\n");
        scenario.Store.Script(Repeat(Unknown, RefusalCount.AlikeMax));

        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=old, app-001=ours, app-002=next", scenario.Held);
    }

    [Fact]
    public async Task Object_is_kept_while_an_earlier_try_may_still_be_applied()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script([StoreFault.LostBefore, .. Enumerable.Repeat<StoreFault[]>([StoreFault.None, Unknown], 10).SelectMany(pair => pair)]);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old ours", scenario.Held);
    }

    [Fact]
    public async Task Object_is_not_abandoned_when_it_holds_the_bytes()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Repeat(Unknown, RefusalCount.AlikeMax));
        for (var tries = 0; tries < RefusalCount.AlikeMax; tries++)
            await scenario.StepAsync("ours\n");
        scenario.Cloud.Append("app", 4, "ours\n"u8); // A proxy has sent it twice, and repeated the response to the other one.

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old ours", scenario.Held);
        Assert.Equal("", scenario.Reports);
    }

    [Fact]
    public async Task New_object_that_refuses_appends_is_abandoned_only_once()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script([StoreFault.None, .. Enumerable.Repeat<StoreFault[]>([StoreFault.RefusedAsClosed, StoreFault.None, StoreFault.None], 10).SelectMany(three => three)]);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app-001=ours", scenario.Held);
    }

    private static StoreFault[] Repeat(StoreFault fault, int count) => [.. Enumerable.Repeat(fault, count)];
}
