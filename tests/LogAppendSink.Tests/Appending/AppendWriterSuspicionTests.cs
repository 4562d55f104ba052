using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterSuspicionTests
{
    [Theory]
    [InlineData(StoreFault.WrongChecksum)]
    [InlineData(StoreFault.WrongPosition)]
    public async Task An_object_the_store_contradicted_itself_about_is_left_even_where_the_append_had_to_be_sent_again(object fault)
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, (StoreFault)fault, StoreFault.DeletedBefore);

        await scenario.DeliverAsync("ours\n"); // looks, is acknowledged with an impossible end, finds nothing, sends again
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=ours, app-001=next", scenario.Held);
        Assert.EndsWith("Suspect: app to app-001", scenario.Told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_on_the_way_does_not_allay_the_suspicion()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.WrongChecksum, StoreFault.DeletedBefore, StoreFault.Refused);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal("app=ours, app-001=next", scenario.Held);
    }

    [Fact]
    public async Task An_answer_without_a_checksum_does_not_make_it_forget_its_own()
    {
        var scenario = new WriterScenario();
        scenario.Store.Script(StoreFault.None, StoreFault.NoChecksum, StoreFault.WrongChecksum);

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.StartsWith("misbehaved app", scenario.Told, StringComparison.Ordinal);
    }
}
