using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>Batches that follow each other closely, where the store's acknowledgement is not final.</summary>
public class LogPipelineHeldTests
{
    private static readonly string Full = new string('x', 1023) + "\n";

    [Fact]
    public async Task Series_of_batches_needs_one_HEAD_request_at_its_end()
    {
        await using var scenario = NewScenario();
        await WriteBehindAHeldOneAsync(scenario, batches: 3);

        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal(["append 0", "append 6", "append 1030", "append 2054", "head 0"], LastCalls(scenario, 5));
        Assert.Equal((4L, 0L), (scenario.Pipeline.Status.Stored, scenario.Pipeline.Status.Pending));
    }

    [Fact]
    public async Task Acknowledged_batch_counts_as_stored_only_when_it_is_confirmed()
    {
        await using var scenario = NewScenario();
        await WriteBehindAHeldOneAsync(scenario, batches: 1);

        scenario.Store.ReleaseOne();
        await scenario.Store.Begun.FirstAsync(text => text == "first\n", "the first append");
        scenario.Store.ReleaseOne();
        await scenario.Store.Begun.FirstAsync(text => text == Full, "the second append");

        Assert.Equal((0L, 2L), (scenario.Pipeline.Status.Stored, scenario.Pipeline.Status.Pending));
        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");
        Assert.Equal(2L, scenario.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Next_batch_is_prepared_while_one_is_in_flight()
    {
        await using var scenario = NewScenario();
        await WriteBehindAHeldOneAsync(scenario, batches: 1);
        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");
        scenario.Write(Full);
        scenario.Write(Full);
        scenario.Store.Hold();

        await scenario.Store.Prepared.FirstAsync(text => text == Full, "a body that is prepared");

        scenario.Store.Release();
    }

    [Fact]
    public async Task Lost_batch_is_stored_in_its_order()
    {
        await using var scenario = NewScenario();
        scenario.Memory.Script(StoreFault.None, StoreFault.None, StoreFault.None, StoreFault.AcknowledgedAndLost);
        await WriteBehindAHeldOneAsync(scenario, batches: 3);

        scenario.Store.Release();
        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("first\n" + Full + Full + Full, string.Concat(scenario.Cloud.Objects.Select(pair => scenario.TextOf(pair.Key))));
        Assert.Equal(4L, scenario.Pipeline.Status.Stored);
    }

    private static PipelineScenario NewScenario() => new(
        options =>
        {
            options.Store = StoreKind.CephRgw;
            options.Endpoint = "https://rgw.example.com";
            options.BatchSizeLimitBytes = 1024;
            options.EventBodyLimitBytes = 1024;
        },
        cloud: new MemoryCloud(isCeph: true));

    /// <summary>Writes full batches, which wait for the first append.</summary>
    private static async Task WriteBehindAHeldOneAsync(PipelineScenario scenario, int batches)
    {
        scenario.Store.Hold();
        scenario.Write("first\n");
        await scenario.Store.Begun.FirstAsync(text => text.Length == 0, "the creation of the object");
        for (var i = 0; i < batches; i++)
            scenario.Write(Full);
    }

    private static IEnumerable<string> LastCalls(PipelineScenario scenario, int count) =>
        scenario.Memory.Calls.TakeLast(count).Select(call => $"{call.Operation} {call.Position}");
}
