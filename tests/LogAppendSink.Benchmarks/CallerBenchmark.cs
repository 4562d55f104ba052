using System.Diagnostics;
using System.Globalization;
using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>What one call costs at a rate of 1,000 events a second, as in a service: the middle one, and the one in a thousand that is slow.</summary>
internal static class CallerBenchmark
{
    private const int EventsPerSecond = 1_000;

    private static readonly string[] Names = [Contestant.Memory, Contestant.Spool, .. Contestant.Usual];

    internal static async Task RunAsync(int seconds, int rounds)
    {
        await using var emulator = await StoreProcess.StartAsync();
        var figures = Names.ToDictionary(name => name, _ => new List<(double P50, double P999)>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in Names)
                figures[name].Add(await RunOneAsync(name, seconds, emulator.Endpoint));
        }

        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine("| contestant | p50 µs | p99.9 µs |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var name in Names)
            Console.WriteLine(string.Create(culture, $"| {name} | {Middle(figures[name].Select(one => one.P50)):N1} | {Middle(figures[name].Select(one => one.P999)):N1} |"));
        Console.WriteLine();
        foreach (var file in new[] { Contestant.FileBuffered, Contestant.File })
        {
            Tournament.PrintRatio($"p50 ÷ {file}", Middle(figures[Contestant.Memory].Select(one => one.P50)) / Middle(figures[file].Select(one => one.P50)), "≤ 0.8");
            Tournament.PrintRatio($"p99.9 ÷ {file}", Middle(figures[Contestant.Memory].Select(one => one.P999)) / Middle(figures[file].Select(one => one.P999)), "≤ 0.8");
        }
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static async Task<(double P50, double P999)> RunOneAsync(string name, int seconds, string endpoint)
    {
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            var place = new Place(endpoint, directory.CreateSubdirectory($"run-{Guid.NewGuid():N}").FullName);
            await using var target = Contestant.Named(name).Open(place);
            _ = Ticks(target, seconds: 2); // Until the methods are compiled as they stay.
            var ticks = Ticks(target, seconds);
            Array.Sort(ticks);
            return (Microseconds(ticks[ticks.Length / 2]), Microseconds(ticks[(int)(ticks.Length * 0.999)]));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private static long[] Ticks(ITarget target, int seconds)
    {
        var ticks = new long[seconds * EventsPerSecond];
        var startedAt = Stopwatch.GetTimestamp();
        for (var number = 0; number < ticks.Length; number++)
        {
            // Every millisecond. Turning in between keeps the caches warm for all alike; a sleep would measure the timer.
            var due = startedAt + (number * Stopwatch.Frequency / EventsPerSecond);
            while (Stopwatch.GetTimestamp() < due)
                Thread.Yield();

            var before = Stopwatch.GetTimestamp();
            target.Log(number);
            ticks[number] = Stopwatch.GetTimestamp() - before;
        }

        return ticks;
    }
}
