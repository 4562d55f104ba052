using System.Collections.Concurrent;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation.Spool;

/// <summary>The seeds are set as for <see cref="SimulationTests"/>.</summary>
public sealed class SpoolSimulationTests(ITestOutputHelper output)
{
    private const int CallsMax = 5_000;

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_when_any_process_dies_at_any_call()
    {
        var (deaths, requests, time) = (0L, 0L, new SimulatedTime());
        Parallel.For(SeedSettings.First, SeedSettings.First + SeedSettings.Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var run = SpoolRun.Run(seed, SpoolConditions.Draw, time);
            Interlocked.Add(ref deaths, run.Deaths);
            Interlocked.Add(ref requests, run.Requests);
        });

        output.WriteLine($"{SeedSettings.Seeds} runs, {deaths} deaths, {requests} requests. {time}");
        Assert.True(deaths > SeedSettings.Seeds / 2 && requests > SeedSettings.Seeds / 2, "The runs have done something.");
    }

    [Fact]
    public void Every_accepted_event_is_stored_once_in_order_in_Ceph_when_any_process_dies()
    {
        // Each batch takes twice the requests there.
        var seeds = (SeedSettings.Seeds / 4) + 1;
        var (deaths, requests, time) = (0L, 0L, new SimulatedTime());
        Parallel.For(SeedSettings.First, SeedSettings.First + seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var run = SpoolRun.Run(seed, SpoolConditions.DrawCeph, time);
            Interlocked.Add(ref deaths, run.Deaths);
            Interlocked.Add(ref requests, run.Requests);
        });

        output.WriteLine($"{seeds} runs, {deaths} deaths, {requests} requests. {time}");
        Assert.True(deaths > seeds / 2 && requests > seeds / 2, "The runs have done something.");
    }

    [Theory]
    [InlineData(BufferDurability.Process, false)]
    [InlineData(BufferDurability.Interval, false)]
    [InlineData(BufferDurability.Interval, true)]
    [InlineData(BufferDurability.EveryEvent, true)]
    public void Every_accepted_event_is_stored_once_when_a_process_and_its_successor_die_at_any_call(BufferDurability durability, bool losesPower)
    {
        var conditions = SpoolConditions.Calm(durability);
        var (lastCall, time) = (0, new SimulatedTime());

        // One by one, so that none is begun far behind the last.
        var calls = Partitioner.Create(Enumerable.Range(1, CallsMax), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(calls, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (call, loop) =>
        {
            foreach (var point in Enum.GetValues<DeathPoint>())
            {
                // One death is that of the process replaced by the last one: no process has died before.
                if (SpoolRun.Run(seed: 1, _ => conditions, new PlannedDeath(call, point, losesPower), time).Deaths == 1)
                    loop.Stop();
                else
                    InterlockedMax(ref lastCall, call);
            }
        });

        output.WriteLine($"{lastCall} calls of the disk. {time}");
        Assert.InRange(lastCall, 50, CallsMax - 2);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
