using System.Text.Json;
using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>One run of one contestant, in a process that does nothing else; its figures go to standard output.</summary>
internal static class ChildRun
{
    private const int WarmUpEvents = 100_000;

    internal static async Task RunAsync(string name, int events, int producers, Place place)
    {
        var contestant = Contestant.Named(name);
        var warmUp = place with { Directory = Directory.CreateDirectory(place.Directory + "-warm-up").FullName };
        await using (var target = contestant.Open(warmUp))
            Log(target, Math.Min(events, WarmUpEvents), producers);

        var measured = contestant.Open(place);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        var running = Measurement.Start();
        Log(measured, events, producers);
        var callers = running.Elapsed;
        await measured.DisposeAsync();
        var measurement = running.Stop(callers);

        var (lines, bytes) = await measured.CountAsync();
        Console.WriteLine(JsonSerializer.Serialize(measurement with { Arrived = lines, StoredBytes = bytes }));
    }

    private static void Log(ITarget target, int events, int producers)
    {
        var share = events / producers;
        var threads = Enumerable.Range(1, producers - 1).Select(producer => new Thread(() => LogShare(target, producer * share, share))).ToList();
        foreach (var thread in threads)
            thread.Start();
        LogShare(target, 0, share);
        foreach (var thread in threads)
            thread.Join();
    }

    private static void LogShare(ITarget target, int first, int count)
    {
        for (var number = first; number < first + count; number++)
            target.Log(number);
    }
}
