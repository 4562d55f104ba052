using System.Globalization;
using Serilog;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// From the first logging call until everything is stored: through <c>WriteTo.OssAppend</c> over HTTP to an emulator in another
/// process, beside Serilog.Sinks.File and beside a sink that throws everything away, in turns, and what arrived is counted.
/// </summary>
internal static class EndToEndBenchmark
{
    internal static async Task RunAsync(int events, int rounds)
    {
        await using var emulator = await EmulatorProcess.StartAsync();
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            var contestants = new List<Contestant>
            {
                new("no sink (events made only)", round => Target.Nothing(events)),
                new("Serilog.Sinks.File, buffered", round => Target.OfFile(Path.Combine(directory.FullName, $"buffered-{round}.log"), buffered: true)),
                new("Serilog.Sinks.File", round => Target.OfFile(Path.Combine(directory.FullName, $"plain-{round}.log"), buffered: false)),
                new("WriteTo.OssAppend", round => OssLogger(emulator, $"bench/{round}.clef")),
            };

            // In turns, so that a slow moment of the machine hits all of them; the first round only warms up.
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var contestant in contestants)
                {
                    var measurement = await contestant.MeasureAsync(round, events, producers: 1);
                    if (round > 0)
                        contestant.Measurements.Add(measurement);
                }
            }

            Print(contestants, events, rounds);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Target OssLogger(EmulatorProcess emulator, string key)
    {
        void Configure(OssAppendOptions options)
        {
            emulator.Configure(options);
            options.ObjectKey = key;
            options.RollingInterval = ObjectRollingInterval.Infinite;
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
            options.QueueFullMode = QueueFullMode.Wait;
        }

        return new(
            new LoggerConfiguration().WriteTo.OssAppend(Configure).CreateLogger(),
            async () =>
            {
                var options = new OssAppendOptions();
                Configure(options);
                return await EmulatorProcess.CountLinesAsync(options, key);
            });
    }

    private static void Print(List<Contestant> contestants, int events, int rounds)
    {
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(culture, $"{events} events of 5 properties, 1 producer, medians of {rounds} rounds in turns; {Environment.ProcessorCount} cores, .NET {Environment.Version}"));
        Console.WriteLine(string.Create(culture, $"{"",-30} {"events/s",12} {"logging ns",12} {"B/event",9} {"CPU s",8} {"Gen0/1/2",12} {"arrived",10}"));
        foreach (var contestant in contestants)
        {
            var middle = contestant.Median();
            Console.WriteLine(string.Create(culture, $"{contestant.Name,-30} {events / middle.Total.TotalSeconds,12:N0} {middle.Callers.TotalNanoseconds / events,12:N0} {(double)middle.AllocatedBytes / events,9:N0} {middle.Cpu.TotalSeconds,8:N2} {$"{middle.Gen0}/{middle.Gen1}/{middle.Gen2}",12} {contestant.Measurements.Min(measurement => measurement.Arrived),10}"));
        }

        var ours = contestants[^1].Median();
        foreach (var other in contestants[..^1])
            Console.WriteLine(string.Create(culture, $"events/s, WriteTo.OssAppend ÷ {other.Name}: {other.Median().Total / ours.Total:N2}"));
    }
}
