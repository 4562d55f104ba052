using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation;

/// <summary>
/// LOGAPPENDSINK_SIMULATION_SEEDS sets how many seeds are run (600 by default; 100,000 take an hour), LOGAPPENDSINK_SIMULATION_FIRST the
/// first of them (1). To replay a failing seed alone: FIRST to the seed, SEEDS to 1.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int Seeds = SeedSettings.Seeds;
    private static readonly int First = SeedSettings.First;

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_or_counted_as_lost()
    {
        var requests = 0L;
        Parallel.For(First, First + Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, SimulationRun.Run(seed).Count));

        output.WriteLine($"{Seeds} runs, {requests} requests.");
        Assert.True(requests > Seeds, "The runs have done something.");
    }

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_or_counted_as_lost_in_Ceph_too()
    {
        var requests = 0L;
        Parallel.For(First, First + Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, SimulationRun.Run(seed, Conditions.DrawCeph).Count));

        output.WriteLine($"{Seeds} runs, {requests} requests.");
        Assert.True(requests > Seeds, "The runs have done something.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(4711)]
    public void A_seed_replays_its_run(int seed) => Assert.Equal(SimulationRun.Run(seed), SimulationRun.Run(seed));
}
