using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterConflictTests
{
    private const string Foreign = "{\"foreign\":true}";

    [Theory]
    [InlineData("ForeignAppendBefore", $"app=old {Foreign}, app-001=ours")]
    [InlineData("ForeignAppendOfSameLengthBefore", "app=old ffff, app-001=ours")]
    public async Task Writer_that_rolls_on_conflict_abandons_an_object_when_another_writer_appends_to_it(string fault, string held)
    {
        var scenario = new WriterScenario(ConflictMode.Roll);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal(held + " next", scenario.Held);
        Assert.Equal("conflict app, Conflict: app to app-001", scenario.Reports);
    }

    [Fact]
    public async Task Two_writers_get_separate_objects_when_both_roll_on_conflict()
    {
        var first = new WriterScenario(ConflictMode.Roll);
        var second = new WriterScenario(ConflictMode.Roll, cloud: first.Cloud);
        await first.StepAsync("a1\n"); // Both send a HEAD request and find no object.
        await second.StepAsync("b1\n");

        await first.DeliverAsync("a1\n");
        await second.DeliverAsync("b1\n");
        await first.DeliverAsync("a2\n");
        await second.DeliverAsync("b2\n");

        Assert.Equal("app=a1 a2, app-001=b1 b2", first.Held);
    }

    [Fact]
    public async Task Two_writers_of_one_object_keep_whole_records_and_their_orders()
    {
        var first = new WriterScenario();
        var second = new WriterScenario(cloud: first.Cloud);

        for (var i = 0; i < 3; i++)
        {
            await first.DeliverAsync($"a{i}\n");
            await second.DeliverAsync($"b{i}\n");
            await second.DeliverAsync($"c{i}\n");
        }

        Assert.Equal("app=a0 b0 c0 a1 b1 c1 a2 b2 c2", first.Held);
    }

    [Fact]
    public async Task Batch_goes_to_the_next_object_when_a_conflict_occurs_in_a_sealed_object()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.ForeignAppendBefore);
        await scenario.StepAsync("ours\n");
        scenario.Cloud.AppendForeign("app", "x\n"u8);
        scenario.Cloud.Seal("app");

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old x, app-001=ours", scenario.Held);
        Assert.Equal("conflict app, NotAppendable: app to app-001", scenario.Reports);
    }

    [Fact]
    public async Task Object_is_abandoned_when_another_writer_has_filled_it()
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 20);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.ForeignAppendBefore);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal($"app=old {Foreign}, app-001=ours", scenario.Held);
        Assert.Equal("conflict app, Full: app to app-001", scenario.Reports);
    }
}
