using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Every fault on an append to an object that holds <c>old</c>, 4 bytes of this writer.</summary>
public class LaterAppendFaultTests
{
    private const string Foreign = "{\"foreign\":true}";

    [Theory]
    [InlineData("None", "", "app=old ours", "APPEND app@4", "")]
    [InlineData("Unreachable", "Unreachable", "app=old ours", "APPEND app@4, APPEND app@4", "")]
    [InlineData("Refused", "AccessDenied", "app=old ours", "APPEND app@4, APPEND app@4", "")]
    [InlineData("Throttled", "Throttled", "app=old ours", "APPEND app@4, HEAD app, APPEND app@4", "")]
    [InlineData("ServerErrorBefore", "ServerError", "app=old ours", "APPEND app@4, HEAD app, APPEND app@4", "")]
    [InlineData("LostBefore", "ConnectionLost", "app=old ours", "APPEND app@4, HEAD app, APPEND app@4", "")]
    [InlineData("Timeout", "Timeout", "app=old ours", "APPEND app@4, HEAD app, APPEND app@4", "")]
    [InlineData("AppliedThenLost", "ConnectionLost", "app=old ours", "APPEND app@4, HEAD app", "")]
    [InlineData("AppliedThenServerError", "ServerError", "app=old ours", "APPEND app@4, HEAD app", "")]
    [InlineData("AppliedThenTimeout", "Timeout", "app=old ours", "APPEND app@4, HEAD app", "")]
    [InlineData("AppliedThenSealedThenLost", "ConnectionLost", "app=old ours", "APPEND app@4, HEAD app", "")]
    [InlineData("AppliedThenForeignAppendThenLost", "ConnectionLost", $"app=old ours {Foreign}", "APPEND app@4, HEAD app, READ app@4", "")]
    [InlineData("ForeignAppendBefore", "", $"app=old {Foreign} ours", "APPEND app@4, HEAD app, READ app@4, APPEND app@21", "conflict app")]
    [InlineData("ForeignAppendOfSameLengthBefore", "", "app=old ffff ours", "APPEND app@4, HEAD app, READ app@4, APPEND app@9", "conflict app")]
    [InlineData("DeletedBefore", "", "app-001=ours", "APPEND app@4, HEAD app, HEAD app-001, APPEND app-001@0", "Replaced: app to app-001")]
    [InlineData("SealedBefore", "", "app=old, app-001=ours", "APPEND app@4, HEAD app, HEAD app-001, APPEND app-001@0", "NotAppendable: app to app-001")]
    [InlineData("ImmutableBefore", "", "app=old, app-001=ours", "APPEND app@4, HEAD app, HEAD app-001, APPEND app-001@0", "NotAppendable: app to app-001")]
    [InlineData("ReplacedByNormalBefore", "", "app=fff, app-001=ours", "APPEND app@4, HEAD app, HEAD app-001, APPEND app-001@0", "NotAppendable: app to app-001")]
    [InlineData("NoChecksum", "", "app=old ours", "APPEND app@4", "")]
    // Another append object of the same length takes the append: it is stored, but another writer wrote the bytes before it.
    [InlineData("ReplacedByAppendBefore", "", "app=fff ours", "APPEND app@4, HEAD app, READ app@4", "misbehaved app, Suspect: app to app-001")]
    [InlineData("WrongChecksum", "", "app=old ours", "APPEND app@4, HEAD app", "misbehaved app, Suspect: app to app-001")]
    [InlineData("WrongPosition", "", "app=old ours", "APPEND app@4, HEAD app", "misbehaved app, Suspect: app to app-001")]
    [InlineData("StoredDamaged", "", "app=old ouRs, app-001=ours", "APPEND app@4, HEAD app, READ app@4, HEAD app-001, APPEND app-001@0", "misbehaved app, Suspect: app to app-001")]
    public async Task Later_append_is_stored_once_under_every_fault(
        string fault, string failures, string held, string calls, string reports)
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        var actualFailures = await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal($"HEAD app, APPEND app@0, {calls}", scenario.Calls);
        Assert.Equal(failures, actualFailures);
        Assert.Equal(reports, string.Join(", ", scenario.Observer.Reports.Select(text => text.StartsWith("misbehaved", StringComparison.Ordinal) ? "misbehaved app" : text)));
    }

    [Theory]
    [InlineData("AppliedThenLost", "app=old ours next")]
    [InlineData("AppliedThenForeignAppendThenLost", $"app=old ours {Foreign} next")]
    [InlineData("AppliedThenSealedThenLost", "app=old ours, app-001=next")]
    [InlineData("ForeignAppendBefore", $"app=old {Foreign} ours next")]
    [InlineData("WrongChecksum", "app=old ours, app-001=next")] // what answers wrongly is left
    [InlineData("ReplacedByAppendBefore", "app=fff ours, app-001=next")]
    [InlineData("NoChecksum", "app=old ours next")]
    public async Task Next_append_continues_where_the_faulty_append_ended(string fault, string held)
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));
        await scenario.DeliverAsync("ours\n");

        await scenario.DeliverAsync("next\n");

        Assert.Equal(held, scenario.Held);
    }
}
