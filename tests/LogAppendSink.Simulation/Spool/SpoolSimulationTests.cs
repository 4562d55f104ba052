using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation.Spool;

/// <summary>The seeds are set as for <see cref="SimulationTests"/>.</summary>
public sealed class SpoolSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_whatever_process_dies_at_whatever_call()
    {
        var (deaths, requests) = (0L, 0L);
        Parallel.For(SeedSettings.First, SeedSettings.First + SeedSettings.Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var run = SpoolRun.Run(seed);
            Interlocked.Add(ref deaths, run.Deaths);
            Interlocked.Add(ref requests, run.Requests);
        });

        output.WriteLine($"{SeedSettings.Seeds} runs, {deaths} deaths, {requests} requests.");
        Assert.True(deaths > SeedSettings.Seeds / 2 && requests > SeedSettings.Seeds / 2, "The runs have done something.");
    }
}
