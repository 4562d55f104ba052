using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>What compression costs and brings.</summary>
internal static class GzipBenchmark
{
    internal static async Task RunAsync(int events, int rounds)
    {
        await using var target = await StoreProcess.StartTargetAsync();
        var tournament = new Tournament([Contestant.Memory, Contestant.Gzip, .. Contestant.Usual], events, rounds, producers: 1);
        await tournament.RunAsync(target.Endpoint);
        tournament.Print();
        Tournament.PrintRatio("events/s, gzip ÷ plain", tournament.EventsPerSecond(Contestant.Gzip) / tournament.EventsPerSecond(Contestant.Memory), "≥ 0.85");
        Tournament.PrintRatio("bytes, plain ÷ gzip", tournament.StoredBytes(Contestant.Memory) / tournament.StoredBytes(Contestant.Gzip), "≥ 6");
    }
}
