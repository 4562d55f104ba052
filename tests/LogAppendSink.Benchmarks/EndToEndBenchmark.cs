using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>From the first logging call until everything is stored, over HTTP to a target in another process, beside the usual file sinks.</summary>
internal static class EndToEndBenchmark
{
    internal static async Task RunAsync(int events, int rounds)
    {
        await using var target = await StoreProcess.StartTargetAsync();
        foreach (var producers in new[] { 1, 4 })
        {
            var tournament = new Tournament(
                [Contestant.Encode, Contestant.Memory, Contestant.Spool, Contestant.Logging, Contestant.Batching, Contestant.Periodic, .. Contestant.Usual],
                events,
                rounds,
                producers);
            await tournament.RunAsync(target.Endpoint);
            tournament.Print();
            var memory = tournament.EventsPerSecond(Contestant.Memory);
            Tournament.PrintRatio("events/s ÷ Serilog.Sinks.File, buffered", memory / tournament.EventsPerSecond(Contestant.FileBuffered), "≥ 2.5");
            Tournament.PrintRatio("events/s ÷ encode and discard", memory / tournament.EventsPerSecond(Contestant.Encode), "≥ 0.75");
            Tournament.PrintRatio("client CPU an event ÷ Serilog.Sinks.File, buffered", tournament.CpuMicroseconds(Contestant.Memory) / tournament.CpuMicroseconds(Contestant.FileBuffered), "≤ 0.5");
            Tournament.PrintRatio("events/s, spool ÷ memory", tournament.EventsPerSecond(Contestant.Spool) / memory, "≥ 0.8");
            Tournament.PrintRatio("events/s, Microsoft.Extensions.Logging ÷ Serilog", tournament.EventsPerSecond(Contestant.Logging) / memory, "≥ 1.2");
            Tournament.PrintRatio("events/s, Serilog's batching before the buffer ÷ the buffer alone", tournament.EventsPerSecond(Contestant.Batching) / memory, "none");
            Tournament.PrintRatio("peak memory above rest, Serilog's batching before the buffer ÷ the buffer alone", tournament.AboveRestBytes(Contestant.Batching) / tournament.AboveRestBytes(Contestant.Memory), "none");
            Tournament.PrintRatio("allocated bytes an event above making it", tournament.AllocatedBytes(Contestant.Memory) - tournament.AllocatedBytes(Contestant.Null), "0 without exceptions");
            Tournament.PrintRatio("generation 1 and 2 collections", tournament.OldCollections(Contestant.Memory), "< 5 in 2,000,000 events");
            Tournament.PrintRatio("peak memory above the same process at rest, MB", tournament.AboveRestBytes(Contestant.Memory) / 1e6, "< 40");
        }
    }
}
