using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public sealed class LogPipelineOrphanTests
{
    [Fact]
    public async Task Events_of_an_earlier_run_have_objects_of_their_own_in_Ceph()
    {
        await using var scenario = new SpoolPipelineScenario { Cloud = new MemoryCloud(isCeph: true) };
        var first = scenario.Start(_ => StoreFault.Unreachable, InCeph);
        var second = scenario.Start(_ => StoreFault.Unreachable, InCeph);
        first.Write("first\n");
        second.Write("second\n");
        await first.DisposeAsync();
        await second.DisposeAsync();

        var next = scenario.Start(change: InCeph);
        next.Write("next\n");
        await next.Pipeline.FlushAsync().WithDeadline("all to be stored");

        // The first spool is the next run's own.
        var contents = scenario.Cloud.Objects
            .Select(pair => next.TextOf(pair.Key))
            .Where(text => text.Length > 0)
            .Order(StringComparer.Ordinal);
        Assert.Equal(["first\nnext\n", "second\n"], contents);
    }

    private static void InCeph(OssAppendOptions options)
    {
        options.Store = StoreKind.CephRgw;
        options.OnConflict = ConflictMode.Roll;
    }
}
