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
    public async Task Last_object_is_found_with_few_HEAD_requests(int objects, int looks, string key)
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
    public async Task Search_for_the_last_object_restarts_when_a_HEAD_request_fails(int failingLook)
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
    public async Task Last_object_is_abandoned_when_it_has_no_room(string last, string held, string reports)
    {
        var scenario = new WriterScenario(objectSizeLimitBytes: 10);
        var content = last switch { "full" => "xxxxxxxx\n", "nearly full" => "xxxxx\n", "with room" => "xxxx\n", "empty" => "", _ => "x\n" };
        scenario.Cloud.Put("app", Encoding.UTF8.GetBytes(content), isAppendObject: last != "normal");
        if (last == "sealed")
            scenario.Cloud.Seal("app");

        await scenario.DeliverAsync("ours\n");

        Assert.Equal(held, scenario.Held);
        Assert.Equal(reports, scenario.Reports);
    }

    [Fact]
    public async Task Writer_continues_at_the_end_of_the_object_when_it_restarts()
    {
        var scenario = new WriterScenario();
        await scenario.DeliverAsync("before\n");

        scenario.Restart();
        await scenario.DeliverAsync("behind\n");

        Assert.Equal("app=before behind", scenario.Held);
    }

    [Fact]
    public async Task Writer_that_rolls_on_conflict_abandons_an_existing_object()
    {
        var scenario = new WriterScenario(ConflictMode.Roll);
        await scenario.DeliverAsync("before\n");

        scenario.Restart();
        await scenario.DeliverAsync("behind\n");
        await scenario.DeliverAsync("and on\n");

        Assert.Equal("app=before, app-001=behind and on", scenario.Held);
        Assert.Equal("Conflict: app to app-001", scenario.Reports);
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
