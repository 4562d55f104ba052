using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>What encoding alone costs, on one thread.</summary>
internal static class EncodeBenchmark
{
    internal static async Task RunAsync(int events, int rounds)
    {
        var tournament = new Tournament([Contestant.Encode, Contestant.AwayMemory, .. Contestant.Usual], events, rounds, producers: 1);
        await tournament.RunAsync(endpoint: null);
        tournament.Print();
        var made = tournament.CallerNanoseconds(Contestant.Null);
        Tournament.PrintRatio("ns an event for encoding", tournament.CallerNanoseconds(Contestant.Encode) - made, "as few as can be");
        Tournament.PrintRatio("ns an event for putting it into the buffer", tournament.CallerNanoseconds(Contestant.AwayMemory) - tournament.CallerNanoseconds(Contestant.Encode), "as few as can be");
    }
}
