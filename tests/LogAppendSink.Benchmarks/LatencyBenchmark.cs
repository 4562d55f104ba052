using System.Diagnostics;
using LogAppendSink.Benchmarks.Contestants;
using LogAppendSink.Reading;

namespace LogAppendSink.Benchmarks;

/// <summary>How long after the logging call an event can be read at the store, at 1,000 events a second.</summary>
internal static class LatencyBenchmark
{
    private const int EventsPerSecond = 1_000;

    internal static async Task RunAsync(int seconds, TimeSpan bufferingTimeLimit)
    {
        await using var emulator = await StoreProcess.StartAsync();
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            var options = new Place(emulator.Endpoint, directory.FullName).Options();
            options.BufferingTimeLimit = bufferingTimeLimit;
            var readable = await ReadableAfterAsync(options, seconds * EventsPerSecond);
            Array.Sort(readable);
            Console.WriteLine($"{readable.Length} events, BufferingTimeLimit {bufferingTimeLimit.TotalMilliseconds:N0} ms");
            Tournament.PrintRatio("ms from the call until it can be read, p50", readable[readable.Length / 2].TotalMilliseconds, "as few as can be");
            Tournament.PrintRatio("ms from the call until it can be read, p99", readable[(int)(readable.Length * 0.99)].TotalMilliseconds, $"≤ {bufferingTimeLimit.TotalMilliseconds + 20:N0}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<TimeSpan[]> ReadableAfterAsync(OssAppendOptions options, int events)
    {
        var loggedAt = new long[events];
        await using var pipeline = LogPipeline.Create(options);
        using var catalog = ObjectCatalog.Open(options);
        var logging = Task.Factory.StartNew(() => Log(pipeline, loggedAt), TaskCreationOptions.LongRunning);

        var readable = new TimeSpan[events];
        var (position, seen) = (0L, 0);
        while (seen < events)
        {
            var lengthBytes = await catalog.GetLengthAsync(options.ObjectKey) ?? 0;
            if (lengthBytes == position)
                continue;
            var now = Stopwatch.GetTimestamp();
            var bytes = await catalog.ReadAsync(options.ObjectKey, position, (int)(lengthBytes - position));
            for (var lines = bytes!.Value.Span.Count((byte)'\n'); lines > 0; lines--, seen++) // No process deletes it.
                readable[seen] = Stopwatch.GetElapsedTime(loggedAt[seen], now);
            position = lengthBytes;
        }

        await logging;
        return readable;
    }

    private static void Log(LogPipeline pipeline, long[] loggedAt)
    {
        var record = "{\"@t\":\"2026-11-22T12:00:00.0000000Z\",\"@mt\":\"Nothing to tell\"}\n"u8;
        var startedAt = Stopwatch.GetTimestamp();
        for (var number = 0; number < loggedAt.Length; number++)
        {
            while (Stopwatch.GetTimestamp() < startedAt + (number * Stopwatch.Frequency / EventsPerSecond))
                Thread.Yield();
            Volatile.Write(ref loggedAt[number], Stopwatch.GetTimestamp());
            pipeline.TryWrite(record, RecordLevel.Information);
        }
    }
}
