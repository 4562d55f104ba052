using System.Text;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>What a writer finds when it begins, and how many looks that takes.</summary>
public class AppendWriterStartTests
{
    [Theory]
    [InlineData(0, 1, "app")]
    [InlineData(1, 2, "app")]
    [InlineData(2, 4, "app-001")]
    [InlineData(3, 4, "app-002")]
    [InlineData(7, 6, "app-006")]
    [InlineData(8, 8, "app-007")]
    [InlineData(100, 14, "app-099")]
    [InlineData(1000, 20, "app-999")]
    public async Task The_last_object_is_found_with_few_looks(int objects, int looks, string key)
    {
        var cloud = CloudWith(objects);
        var scenario = new WriterScenario(cloud: cloud);

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(objects == 0 ? "ours\n" : "x\nours\n", TextOf(cloud, key));
        Assert.Equal(looks, scenario.Store.Calls.Count(call => call.Operation == "head"));
        Assert.Equal(Math.Max(1, objects), cloud.Objects.Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_look_that_fails_while_searching_begins_the_search_anew(int failingLook)
    {
        var cloud = CloudWith(7);
        var scenario = new WriterScenario(cloud: cloud);
        scenario.Store.Script([.. Enumerable.Repeat(StoreFault.None, failingLook), StoreFault.Unreachable]);

        var failures = await scenario.DeliverAsync("ours\n");

        Assert.Equal("Unreachable", failures);
        Assert.Equal("x\nours\n", TextOf(cloud, "app-006"));
    }

    [Theory]
    [InlineData("sealed", "app=x, app-001=ours", "NotAppendable: app to app-001")]
    [InlineData("normal", "app=x, app-001=ours", "NotAppendable: app to app-001")]
    [InlineData("full", "app=xxxxxxxx, app-001=ours", "Full: app to app-001")]
    [InlineData("nearly full", "app=xxxxx, app-001=ours", "Full: app to app-001")]
    [InlineData("with room", "app=xxxx ours", "")]
    [InlineData("empty", "app=ours", "")]
    public async Task A_last_object_without_room_is_left(string last, string held, string told)
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 10);
        var content = last switch { "full" => "xxxxxxxx\n", "nearly full" => "xxxxx\n", "with room" => "xxxx\n", "empty" => "", _ => "x\n" };
        scenario.Cloud.Put("app", Encoding.UTF8.GetBytes(content), isAppendObject: last != "normal");
        if (last == "sealed")
            scenario.Cloud.Seal("app");

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal(told, scenario.Told);
    }

    [Fact]
    public async Task A_second_start_goes_on_at_the_end_of_the_first()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("before\n");

        scenario.Restart();
        await scenario.DeliverAsync("behind\n");

        Assert.Equal("app=before behind", scenario.Held);
    }

    [Fact]
    public async Task A_writer_that_wants_an_object_of_its_own_leaves_the_one_it_finds()
    {
        var scenario = new WriterScenario(ConflictMode.Roll);
        await scenario.DeliverAsync("before\n");

        scenario.Restart();
        await scenario.DeliverAsync("behind\n");
        await scenario.DeliverAsync("and on\n");

        Assert.Equal("app=before, app-001=behind and on", scenario.Held);
        Assert.Equal("Conflict: app to app-001", scenario.Told);
    }

    private static MemoryCloud CloudWith(int objects)
    {
        var cloud = new MemoryCloud();
        for (var index = 0; index < objects; index++)
            cloud.Put(index == 0 ? "app" : $"app-{index:000}", "x\n"u8, isAppendObject: true);
        return cloud;
    }

    private static string TextOf(MemoryCloud cloud, string key) => Encoding.UTF8.GetString(cloud.Find(key)!.Content.Span);
}
