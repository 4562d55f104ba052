using System.Globalization;
using Serilog;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// What an accepted event costs its caller, with a store that cannot be reached, so that nothing but accepting is done: over the memory
/// buffer, over the spool, and beside Serilog.Sinks.File; with one producer and with four.
/// </summary>
internal static class SpoolBenchmark
{
    private const string OverMemory = "OssAppend, memory buffer";

    internal static async Task RunAsync(int events, int rounds)
    {
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            foreach (var producers in new[] { 1, 4 })
            {
                var contestants = new List<Contestant>
                {
                    new("no sink (events made only)", _ => Target.Nothing(events)),
                    new("Serilog.Sinks.File, buffered", round => Target.OfFile(Path.Combine(directory.FullName, $"buffered-{producers}-{round}.log"), buffered: true)),
                    new("Serilog.Sinks.File", round => Target.OfFile(Path.Combine(directory.FullName, $"plain-{producers}-{round}.log"), buffered: false)),
                    new(OverMemory, _ => AwayFromStore(events, bufferPath: null, BufferDurability.Process)),
                    new("OssAppend, spool, Process", round => AwayFromStore(events, Path.Combine(directory.FullName, $"process-{producers}-{round}"), BufferDurability.Process)),
                    new("OssAppend, spool, Interval", round => AwayFromStore(events, Path.Combine(directory.FullName, $"interval-{producers}-{round}"), BufferDurability.Interval)),
                };

                // In turns, so that a slow moment of the machine hits all of them; the first round only warms up.
                for (var round = 0; round <= rounds; round++)
                {
                    foreach (var contestant in contestants)
                    {
                        var measurement = await contestant.MeasureAsync(round, events, producers);
                        if (round > 0)
                            contestant.Measurements.Add(measurement);
                    }

                    foreach (var used in directory.GetDirectories())
                        used.Delete(recursive: true);
                }

                Print(contestants, events, rounds, producers);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Accepts only: 100,000 events, say, under strace, to see that accepting makes no system call an event.</summary>
    internal static void Accept(int events, string bufferPath)
    {
        using var logger = AwayFromStore(events, bufferPath, BufferDurability.Interval).Logger;
        Console.WriteLine("Logging.");
        WorkMix.Log(logger, events);
        Console.WriteLine("Logged.");
    }

    private static Target AwayFromStore(int events, string? bufferPath, BufferDurability durability)
    {
        var pipeline = LogPipeline.Create(new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:1", // Nobody listens there.
            Region = "cn-hangzhou",
            Bucket = "logs",
            AccessKeyId = "id",
            AccessKeySecret = "secret",
            QueueLimitBytes = 2L * 1024 * 1024 * 1024,
            BufferSizeLimitBytes = 2L * 1024 * 1024 * 1024,
            BufferPath = bufferPath,
            BufferDurability = durability,
            ShutdownTimeout = TimeSpan.Zero,
        });
        return new Target(new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger(), () =>
        {
            var status = pipeline.Status;
            pipeline.Dispose();
            return Task.FromResult(status.Accepted - status.Dropped == events ? events : 0);
        });
    }

    private static void Print(List<Contestant> contestants, int events, int rounds, int producers)
    {
        var culture = CultureInfo.InvariantCulture;
        var memory = contestants.Find(contestant => contestant.Name == OverMemory)!.MedianOfCallers(); // One of them.
        Console.WriteLine(string.Create(culture, $"{events} events of 5 properties, {producers} producers, medians of {rounds} rounds in turns; {Environment.ProcessorCount} cores, .NET {Environment.Version}"));
        Console.WriteLine(string.Create(culture, $"{"",-30} {"ns/event",10} {"÷ memory",10} {"B/event",9} {"CPU s",8} {"Gen0/1/2",12} {"arrived",10}"));
        foreach (var contestant in contestants)
        {
            var middle = contestant.MedianOfCallers();
            Console.WriteLine(string.Create(culture, $"{contestant.Name,-30} {middle.Callers.TotalNanoseconds / events,10:N0} {middle.Callers / memory.Callers,10:N2} {(double)middle.AllocatedBytes / events,9:N0} {middle.Cpu.TotalSeconds,8:N2} {$"{middle.Gen0}/{middle.Gen1}/{middle.Gen2}",12} {contestant.Measurements.Min(measurement => measurement.Arrived),10}"));
        }

        Console.WriteLine();
    }
}
