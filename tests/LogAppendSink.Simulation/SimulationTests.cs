using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation;

/// <summary>
/// LOGAPPENDSINK_SIMULATION_SEEDS sets how many seeds are run (600 by default; 100,000 take an hour), LOGAPPENDSINK_SIMULATION_FIRST the
/// first of them (1). To replay a failing seed alone: FIRST to the seed, SEEDS to 1;
/// LOGAPPENDSINK_SIMULATION_TRACE names a file that receives its requests.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int Seeds = SeedSettings.Seeds;
    private static readonly int First = SeedSettings.First;

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_or_counted_as_lost()
    {
        var (requests, time) = (0L, new SimulatedTime());
        Parallel.For(First, First + Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, SimulationRun.Run(seed, Conditions.Draw, time).Count));

        output.WriteLine($"{Seeds} runs, {requests} requests. {time}");
        Assert.True(requests > Seeds, "The runs have done something.");
    }

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_or_counted_as_lost_in_Ceph_too()
    {
        var (requests, time) = (0L, new SimulatedTime());
        Parallel.For(First, First + Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, SimulationRun.Run(seed, Conditions.DrawCeph, time).Count));

        output.WriteLine($"{Seeds} runs, {requests} requests. {time}");
        Assert.True(requests > Seeds, "The runs have done something.");
    }

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_or_counted_as_lost_when_listeners_misbehave()
    {
        var seeds = (Seeds / 4) + 1;
        var (requests, time) = (0L, new SimulatedTime());
        Parallel.For(First, First + seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, SimulationRun.Run(seed, Conditions.DrawListeners, time).Count));

        output.WriteLine($"{seeds} runs, {requests} requests. {time}");
        Assert.True(requests > seeds, "The runs have done something.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(4711)]
    [InlineData(1062220)] // A batch is split after timeouts, where an object takes one append.
    public void Seed_replays_its_run(int seed) => Assert.Equal(SimulationRun.Run(seed), SimulationRun.Run(seed));
}
