using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;

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
                new("no sink (events made only)", round => new(NullLogger(), () => Task.FromResult(events))),
                new("Serilog.Sinks.File, buffered", round => FileLogger(Path.Combine(directory.FullName, $"buffered-{round}.log"), buffered: true)),
                new("Serilog.Sinks.File", round => FileLogger(Path.Combine(directory.FullName, $"plain-{round}.log"), buffered: false)),
                new("WriteTo.OssAppend", round => OssLogger(emulator, $"bench/{round}.clef")),
            };

            // In turns, so that a slow moment of the machine hits all of them; the first round only warms up.
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var contestant in contestants)
                {
                    var measurement = await MeasureAsync(contestant, round, events);
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

    private static async Task<Measurement> MeasureAsync(Contestant contestant, int round, int events)
    {
        var target = contestant.Open(round);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var measuring = Measurement.Start();
        WorkMix.Log(target.Logger, events);
        var callersDone = measuring.Elapsed;
        await target.Logger.DisposeAsync();
        var measured = measuring.Stop(callersDone);

        return measured with { Arrived = await target.CountAsync() };
    }

    private static Logger NullLogger() => new LoggerConfiguration().WriteTo.Sink(new NullSink()).CreateLogger();

    private static Target FileLogger(string path, bool buffered) => new(
        new LoggerConfiguration().WriteTo.File(new JsonFormatter(), path, buffered: buffered, fileSizeLimitBytes: null).CreateLogger(),
        async () => (await File.ReadAllBytesAsync(path)).AsSpan().Count((byte)'\n'));

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

    private sealed record Target(Logger Logger, Func<Task<int>> CountAsync);

    private sealed record Contestant(string Name, Func<int, Target> Open)
    {
        internal List<Measurement> Measurements { get; } = [];

        /// <summary>The round whose total time is in the middle.</summary>
        internal Measurement Median() => Measurements.OrderBy(measurement => measurement.Total).ElementAt(Measurements.Count / 2);
    }
}
