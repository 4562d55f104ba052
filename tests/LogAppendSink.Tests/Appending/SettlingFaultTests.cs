using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Faults of the requests that find out: the first look, the look that settles, the reading back.</summary>
public class SettlingFaultTests
{
    public static TheoryData<string, string> FailingLooks() => new()
    {
        { "Unreachable", "Unreachable" },
        { "Refused", "AccessDenied" },
        { "Throttled", "Throttled" },
        { "ServerErrorBefore", "ServerError" },
        { "LostBefore", "ConnectionLost" },
        { "AppliedThenLost", "ConnectionLost" },
        { "Ghost", "ConnectionLost" },
        { "AppliedThenServerError", "ServerError" },
        { "Timeout", "Timeout" },
        { "AppliedThenTimeout", "Timeout" },
    };

    [Theory]
    [MemberData(nameof(FailingLooks))]
    public async Task No_append_is_sent_before_the_first_HEAD_request_succeeds(string fault, string failure)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(Enum.Parse<StoreFault>(fault), Enum.Parse<StoreFault>(fault));

        var failures = await scenario.DeliverAsync("ours\n");

        Assert.Equal($"{failure}, {failure}", failures);
        Assert.Equal("HEAD app, HEAD app, HEAD app, APPEND app@0", scenario.Calls);
    }

    [Theory]
    [MemberData(nameof(FailingLooks))]
    public async Task Nothing_is_sent_while_an_append_is_in_doubt(string fault, string failure)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.AppliedThenLost, Enum.Parse<StoreFault>(fault), Enum.Parse<StoreFault>(fault));

        var failures = await scenario.DeliverAsync("ours\n");

        Assert.Equal($"ConnectionLost, {failure}, {failure}", failures);
        Assert.Equal("HEAD app, APPEND app@0, HEAD app, HEAD app, HEAD app", scenario.Calls);
        Assert.Equal("app=ours", scenario.Held);
    }

    [Theory]
    [MemberData(nameof(FailingLooks))]
    public async Task No_append_is_sent_before_the_bytes_were_read_back(string fault, string failure)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.AppliedThenForeignAppendThenLost, StoreFault.None, Enum.Parse<StoreFault>(fault));

        var failures = await scenario.DeliverAsync("ours\n");

        Assert.Equal($"ConnectionLost, {failure}", failures);
        Assert.Equal("HEAD app, APPEND app@0, HEAD app, READ app@0, HEAD app, READ app@0", scenario.Calls);
        Assert.Equal("app=ours {\"foreign\":true}", scenario.Held);
    }

    [Theory]
    [InlineData("DeletedBefore", "app-001=ours", "Replaced: app to app-001")]
    [InlineData("ReplacedByNormalBefore", "app=fff, app-001=ours", "NotAppendable: app to app-001")]
    [InlineData("ReplacedByAppendBefore", "app=fff ours", "conflict app")] // the first try still fits, so the second goes to the same position
    [InlineData("SealedBefore", "app=old, app-001=ours", "NotAppendable: app to app-001")]
    [InlineData("ForeignAppendBefore", "app=old {\"foreign\":true} ours", "conflict app")]
    [InlineData("ForeignAppendOfSameLengthBefore", "app=old ffffffffffffffff ours", "conflict app")]
    [InlineData("NoChecksum", "app=old ours", "")]
    public async Task Append_in_doubt_is_resolved_when_the_object_changes_before_the_HEAD_request(string fault, string held, string reports)
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal(reports, scenario.Reports);
    }

    [Fact]
    public async Task Object_is_abandoned_and_no_event_is_lost_when_a_HEAD_response_has_a_wrong_checksum()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.WrongChecksum);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=old ours, app-001=next", scenario.Held);
        Assert.StartsWith("conflict app, misbehaved app: it acknowledged an append with the end 9 bytes", scenario.Reports, StringComparison.Ordinal);
        Assert.EndsWith("Suspect: app to app-001", scenario.Reports, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_is_checked_again_when_it_shrinks_before_it_is_read_back()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.AppliedThenForeignAppendThenLost, StoreFault.None, StoreFault.DeletedBefore);

        await scenario.DeliverAsync("ours\n");

        Assert.EndsWith("READ app@4, HEAD app, APPEND app@9, HEAD app-001, APPEND app-001@0", scenario.Calls, StringComparison.Ordinal);
        Assert.Equal("app-001=ours", scenario.Held);
    }
}
