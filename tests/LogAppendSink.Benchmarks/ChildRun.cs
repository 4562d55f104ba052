using System.Text.Json;
using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>One run of one contestant, in a process that does nothing else; its figures go to standard output.</summary>
internal static class ChildRun
{

    internal static async Task RunAsync(string name, int events, int producers, Place place)
    {
        var idleBytes = Measurement.ResidentBytes;
        var contestant = Contestant.Named(name);
        var warmUp = place with { Directory = Directory.CreateDirectory(place.Directory + "-warm-up").FullName };
        await using (var target = contestant.Open(warmUp))
        {
            await WarmUp.RunAsync(events, count => Log(target, count, producers));
        }

        var measured = contestant.Open(place);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // What the warm-up took goes back to the system.

        var running = Measurement.Start(idleBytes);
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
        var threads = Enumerable.Range(0, producers).Select(producer => new Thread(() => LogShare(target, producer * share, share)) { Name = "producer" }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    private static void LogShare(ITarget target, int first, int count)
    {
        for (var number = first; number < first + count; number++)
            target.Log(number);
    }
}
