using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Every fault, on the append that creates an object. <c>ours</c> and its line feed are 5 bytes; a foreign record is 17.</summary>
public class FirstAppendFaultTests
{
    private const string Foreign = "{\"foreign\":true}";

    [Theory]
    // Known not to be applied: resent immediately.
    [InlineData("None", "", "app=ours", "APPEND app@0", "")]
    [InlineData("Unreachable", "Unreachable", "app=ours", "APPEND app@0, APPEND app@0", "")]
    [InlineData("Refused", "AccessDenied", "app=ours", "APPEND app@0, APPEND app@0", "")]
    [InlineData("RefusedForUnknownReason", "Refused", "app=ours", "APPEND app@0, APPEND app@0", "")]
    [InlineData("StaleHeadOfAbsent", "", "app=ours", "APPEND app@0", "")]
    [InlineData("StaleHead", "", "app=ours", "APPEND app@0", "")]
    // In doubt and not applied: resent at the same position after a HEAD request.
    [InlineData("Throttled", "Throttled", "app=ours", "APPEND app@0, HEAD app, APPEND app@0", "")]
    [InlineData("ServerErrorBefore", "ServerError", "app=ours", "APPEND app@0, HEAD app, APPEND app@0", "")]
    [InlineData("LostBefore", "ConnectionLost", "app=ours", "APPEND app@0, HEAD app, APPEND app@0", "")]
    [InlineData("Timeout", "Timeout", "app=ours", "APPEND app@0, HEAD app, APPEND app@0", "")]
    // In doubt and applied: not resent.
    [InlineData("AppliedThenLost", "ConnectionLost", "app=ours", "APPEND app@0, HEAD app", "")]
    [InlineData("AppliedThenServerError", "ServerError", "app=ours", "APPEND app@0, HEAD app", "")]
    [InlineData("AppliedThenTimeout", "Timeout", "app=ours", "APPEND app@0, HEAD app", "")]
    [InlineData("AppliedThenSealedThenLost", "ConnectionLost", "app=ours", "APPEND app@0, HEAD app", "")]
    [InlineData("AppliedThenForeignAppendThenLost", "ConnectionLost", $"app=ours {Foreign}", "APPEND app@0, HEAD app, READ app@0", "")]
    // Another writer was first: the append goes after it.
    [InlineData("ForeignAppendBefore", "", $"app={Foreign} ours", "APPEND app@0, HEAD app, READ app@0, APPEND app@17", "conflict app")]
    [InlineData("ForeignAppendOfSameLengthBefore", "", "app=ffff ours", "APPEND app@0, HEAD app, READ app@0, APPEND app@5", "conflict app")]
    [InlineData("ReplacedByAppendBefore", "", "app= ours", "APPEND app@0, HEAD app, APPEND app@1", "conflict app")]
    // A new object that cannot be used: the next one follows after a pause, since it may be unusable too.
    [InlineData("ReplacedByNormalBefore", "NotAppendable", "app=, app-001=ours", "APPEND app@0, HEAD app, HEAD app-001, APPEND app-001@0", "NotAppendable: app to app-001")]
    // Nothing to delete, to seal or to retain yet.
    [InlineData("DeletedBefore", "", "app=ours", "APPEND app@0", "")]
    [InlineData("SealedBefore", "", "app=ours", "APPEND app@0", "")]
    [InlineData("ImmutableBefore", "", "app=ours", "APPEND app@0", "")]
    // A store with incomplete or impossible responses.
    [InlineData("NoChecksum", "", "app=ours", "APPEND app@0", "")]
    [InlineData("WrongChecksum", "", "app=ours", "APPEND app@0, HEAD app", "misbehaved app, Suspect: app to app-001")]
    [InlineData("WrongPosition", "", "app=ours", "APPEND app@0, HEAD app", "misbehaved app, Suspect: app to app-001")]
    [InlineData("StoredDamaged", "", "app=ouRs, app-001=ours", "APPEND app@0, HEAD app, READ app@0, HEAD app-001, APPEND app-001@0", "misbehaved app, Suspect: app to app-001")]
    public async Task First_append_is_stored_once_under_every_fault(
        string fault, string failures, string held, string calls, string reports)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, Enum.Parse<StoreFault>(fault)); // The first request is the HEAD request.

        var actualFailures = await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal($"HEAD app, {calls}", scenario.Calls);
        Assert.Equal(failures, actualFailures);
        Assert.Equal(reports, string.Join(", ", scenario.Observer.Reports.Select(WithoutObservation)));
    }

    [Fact]
    public void Table_has_every_fault()
    {
        var rows = typeof(FirstAppendFaultTests)
            .GetMethod(nameof(First_append_is_stored_once_under_every_fault))!
            .GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => ((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value);

        // Delayed appends need a clock and have separate tests.
        Assert.Equal(StoreFaults.OfAnyStore.Select(fault => fault.ToString()).Except(["Ghost"]).Order(), rows.Cast<string>().Order());
    }

    [Fact]
    public async Task Wrong_response_is_reported_with_both_ends()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.WrongPosition);

        await scenario.DeliverAsync("ours\n");

        var checksum = WriterScenario.BodyOf("ours\n").Crc64;
        Assert.Equal(
            $"misbehaved app: it acknowledged an append with the end 6 bytes with checksum {checksum}, where 5 bytes with checksum {checksum} was expected",
            scenario.Observer.Reports[0]);
    }

    private static string WithoutObservation(string reports) => reports.StartsWith("misbehaved", StringComparison.Ordinal) ? reports[..reports.IndexOf(':', StringComparison.Ordinal)] : reports;
}
