using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// What an accepted event costs its caller, with a store that cannot be reached, so that nothing but accepting is done: over the memory
/// buffer, over the spool, and beside the usual file sinks; with one producer and with four.
/// </summary>
internal static class SpoolBenchmark
{
    internal static async Task RunAsync(int events, int rounds)
    {
        foreach (var producers in new[] { 1, 4 })
        {
            var tournament = new Tournament(
                [Contestant.AwayMemory, Contestant.AwaySpoolProcess, Contestant.AwaySpoolInterval, .. Contestant.Usual],
                events,
                rounds,
                producers);
            await tournament.RunAsync(endpoint: null);
            tournament.Print();
            var memory = tournament.CallerNanoseconds(Contestant.AwayMemory);
            Tournament.PrintRatio("ns an accepted event, spool flushed by interval ÷ memory", tournament.CallerNanoseconds(Contestant.AwaySpoolInterval) / memory, "≤ 1.25");
            Tournament.PrintRatio("ns an accepted event, spool ÷ memory", tournament.CallerNanoseconds(Contestant.AwaySpoolProcess) / memory, "≤ 1.25");
        }
    }

    /// <summary>Accepts only: 100,000 events, say, under strace, to see that accepting makes no system call an event.</summary>
    internal static async Task AcceptAsync(int events, string directory)
    {
        await using var target = Contestant.Named(Contestant.AwaySpoolInterval).Open(new Place(Endpoint: null, directory));
        Console.WriteLine("Logging.");
        for (var number = 0; number < events; number++)
            target.Log(number);
        Console.WriteLine("Logged.");
    }
}
