using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterSuspicionTests
{
    [Theory]
    [InlineData(StoreFault.WrongChecksum)]
    [InlineData(StoreFault.WrongPosition)]
    public async Task Object_is_abandoned_after_contradictory_responses_when_the_append_was_resent(object fault)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, (StoreFault)fault, StoreFault.DeletedBefore);

        await scenario.DeliverAsync("ours\n"); // HEAD request, acknowledged with an impossible end, not found, resent
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=ours, app-001=next", scenario.Held);
        Assert.EndsWith("Suspect: app to app-001", scenario.Reports, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Object_stays_suspect_when_a_request_is_refused_in_between()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.WrongChecksum, StoreFault.DeletedBefore, StoreFault.Refused);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=ours, app-001=next", scenario.Held);
    }

    [Fact]
    public async Task Known_checksum_is_kept_when_a_response_has_none()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.NoChecksum, StoreFault.WrongChecksum);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.StartsWith("misbehaved app", scenario.Reports, StringComparison.Ordinal);
    }
}
