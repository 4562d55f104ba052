using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class AppendWriterConflictTests
{
    private const string Foreign = "{\"foreign\":true}";

    [Theory]
    [InlineData("ForeignAppendBefore", $"app=old {Foreign}, app-001=ours")]
    [InlineData("ForeignAppendOfSameLengthBefore", "app=old ffff, app-001=ours")]
    public async Task A_writer_that_wants_an_object_of_its_own_leaves_one_that_another_appends_to(string fault, string held)
    {
        var scenario = new WriterScenario(ConflictMode.Roll);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(Enum.Parse<StoreFault>(fault));

        await scenario.DeliverAsync("ours\n");
        await scenario.DeliverAsync("next\n");

        Assert.Equal(held + " next", scenario.Held);
        Assert.Equal("conflict app, Conflict: app to app-001", scenario.Told);
    }

    [Fact]
    public async Task Two_writers_that_want_objects_of_their_own_part_at_once()
    {
        var first = new WriterScenario(ConflictMode.Roll);
        var second = new WriterScenario(ConflictMode.Roll, cloud: first.Cloud);
        await first.StepAsync("a1\n"); // Both look, and find nothing.
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
    public async Task A_conflict_in_an_object_that_was_sealed_meanwhile_goes_to_the_next_one()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.LostBefore, StoreFault.ForeignAppendBefore);
        await scenario.StepAsync("ours\n");
        scenario.Cloud.AppendForeign("app", "x\n"u8);
        scenario.Cloud.Seal("app");

        await scenario.DeliverAsync("ours\n");

        Assert.Equal("app=old x, app-001=ours", scenario.Held);
        Assert.Equal("conflict app, NotAppendable: app to app-001", scenario.Told);
    }

    [Fact]
    public async Task An_object_that_another_writer_filled_is_left()
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 20);
        await scenario.DeliverAsync("old\n");
        scenario.Store.Script(StoreFault.ForeignAppendBefore);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal($"app=old {Foreign}, app-001=ours", scenario.Held);
        Assert.Equal("conflict app, Full: app to app-001", scenario.Told);
    }
}
