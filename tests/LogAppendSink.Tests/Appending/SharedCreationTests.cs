using LogAppendSink.Appending;
using LogAppendSink.Objects;
using LogAppendSink.Tests.Objects;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>Ceph takes both of two creations, and the later one replaces the object: several writers of one process share their names.</summary>
public sealed class SharedCreationTests
{
    private readonly ObjectRegistry _process = new();
    private readonly MemoryCloud _cloud = new(isCeph: true);

    [Fact]
    public async Task Name_abandoned_by_one_writer_is_abandoned_by_all_when_its_creation_may_still_arrive()
    {
        var (orphan, main) = (NewWriter(), NewWriter());
        orphan.Store.Script(StoreFault.None, StoreFault.LostBefore);
        var late = _cloud.AddGhost("app", position: 0);

        await orphan.DeliverAsync("orphan\n");
        await main.DeliverAsync("main 1\n");
        _cloud.Release(late, []);
        await main.DeliverAsync("main 2\n");

        Assert.Equal("app=, app-001=orphan, app-002=main 1 main 2", main.Held);
        Assert.Equal("CreationInDoubt: app to app-001, Conflict: app-001 to app-002", main.Reports);
    }

    [Fact]
    public async Task Object_is_created_once_when_two_writers_find_it_missing()
    {
        var (one, two) = (NewWriter(), NewWriter());
        await one.StepAsync("one\n");
        await two.StepAsync("two\n");

        var late = one.StepAsync("one\n").AsTask(); // Creates it.
        await two.DeliverAsync("two\n");
        await late;
        await one.DeliverAsync("one\n");

        Assert.Equal("app=one, app-001=two", one.Held);
    }

    [Fact]
    public async Task Name_is_free_for_another_writer_when_the_store_has_refused_the_creation()
    {
        var (one, two) = (NewWriter(), NewWriter());
        one.Store.Script(StoreFault.None, StoreFault.Refused);
        await one.StepAsync("one\n");
        Assert.IsType<StepResult.Failed>(await one.StepAsync("one\n"));

        await two.DeliverAsync("two\n");

        Assert.Equal("app=two", two.Held);
    }

    [Fact]
    public async Task Writer_of_one_object_refuses_the_name_when_an_earlier_writer_of_the_process_has_abandoned_it()
    {
        var scenario = new ObjectScenario { Cloud = _cloud };
        scenario.Options.Store = StoreKind.CephRgw;
        scenario.Options.OnConflict = ConflictMode.Roll;
        await using var earlier = await scenario.OpenAsync();
        await Assert.ThrowsAsync<AppendObjectException>(() => scenario.AppendAsync(earlier, "earlier\n", StoreFault.LostBefore));

        var exception = await Assert.ThrowsAsync<AppendObjectException>(() => scenario.OpenAsync());

        Assert.Equal(AppendObjectFault.NotAppendable, exception.Fault);
        Assert.DoesNotContain("APPEND", scenario.Calls, StringComparison.Ordinal);
    }

    private WriterScenario NewWriter() => new(ConflictMode.Roll, cloud: _cloud, registry: _process);
}
