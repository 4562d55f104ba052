using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation.Sharing;

/// <summary>The seeds are set as for <see cref="SimulationTests"/>; each of these runs a part of them.</summary>
public sealed class SharingSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Pipelines_of_one_process_share_a_key_and_every_event_is_stored_once() => RunAll(SharingConditions.DrawMemory);

    [Fact]
    public void Pipelines_of_one_process_share_a_key_and_a_buffer_path_and_every_event_is_stored_once() => RunAll(SharingConditions.DrawSpool);

    [Fact]
    public void Pipelines_of_one_process_share_a_buffer_path_and_every_event_is_stored_once_in_Ceph_too() => RunAll(SharingConditions.DrawCephSpool);

    [Theory]
    [InlineData(1_015_102)] // An acknowledged, unconfirmed append of a pipeline that has ended is set aside by the next one of the process.
    public void Seeds_that_found_faults_in_Ceph_pass(int seed) => SharingRun.Run(seed, SharingConditions.DrawCephSpool);

    private void RunAll(Func<Random, SharingConditions> draw)
    {
        var seeds = (SeedSettings.Seeds / 2) + 1;
        var (requests, pipelines, time) = (0L, 0L, new SimulatedTime());
        Parallel.For(SeedSettings.First, SeedSettings.First + seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var run = SharingRun.Run(seed, draw, time);
            Interlocked.Add(ref requests, run.Requests);
            Interlocked.Add(ref pipelines, run.Pipelines);
        });

        output.WriteLine($"{seeds} runs, {pipelines} pipelines, {requests} requests. {time}");
        Assert.True(requests > seeds && pipelines > seeds, "The runs have done something.");
    }
}
