using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation.Objects;

/// <summary>As <see cref="SimulationTests"/>, for a writer of one object: the same variables set how many seeds, and the first of them.</summary>
public sealed class ObjectSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Object_holds_all_acknowledged_bytes_and_at_most_the_request_in_doubt_after_them()
    {
        var (requests, time) = (0L, new SimulatedTime());
        Parallel.For(SeedSettings.First, SeedSettings.First + SeedSettings.Seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            Interlocked.Add(ref requests, ObjectRun.Run(seed, time).Count));

        output.WriteLine($"{SeedSettings.Seeds} runs, {requests} requests. {time}");
        Assert.True(requests > SeedSettings.Seeds, "The runs have done something.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(4711)]
    public void Seed_replays_its_run(int seed) => Assert.Equal(ObjectRun.Run(seed), ObjectRun.Run(seed));
}
