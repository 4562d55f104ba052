using System.Diagnostics;
using System.Globalization;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// A backlog of many gigabytes in the spool: how fast it grows during an outage, how soon the next process accepts its
/// first event, how it drains, and the memory of the process. It uses two processes, so the second finds the backlog.
/// </summary>
internal static class BacklogBenchmark
{
    private static readonly byte[] Filler = [.. Enumerable.Repeat((byte)'x', 400)];

    /// <summary>Accepts until the spool holds so much, and ends without a word, as a process does that is killed.</summary>
    internal static void Fill(string bufferPath, double gibibytes)
    {
        var idleBytes = ResidentBytes();
        var pipeline = LogPipeline.Create(Options(bufferPath, options => options.Endpoint = "http://127.0.0.1:1"));
        var most = 0L;
        var startedAt = Stopwatch.GetTimestamp();
        var record = new byte[512];
        var (count, bytes) = (0L, 0L);
        while (bytes < gibibytes * 1024 * 1024 * 1024)
        {
            var length = Write(record, count);
            if (!pipeline.TryWrite(record.AsSpan(0, length), RecordLevel.Error))
                throw new InvalidOperationException($"Event {count} was refused: {pipeline.Status}");
            bytes += length;
            if (++count % 100_000 == 0)
                most = Math.Max(most, ResidentBytes());
        }

        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} events, {bytes / 1024.0 / 1024 / 1024:N2} GiB accepted in {seconds:N1} s: {count / seconds:N0} events/s, {bytes / seconds / 1e6:N0} MB/s; memory {idleBytes / 1e6:N0} MB before, at most {most / 1e6:N0} MB."));
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Finds it, accepts one more, delivers all, and checks that they stand there in order.</summary>
    internal static async Task DrainAsync(string bufferPath)
    {
        await using var emulator = await StoreProcess.StartAsync();
        var idleBytes = ResidentBytes();
        var startedAt = Stopwatch.GetTimestamp();
        var options = Options(bufferPath, emulator.Configure);
        var pipeline = LogPipeline.Create(options);
        var isAccepted = pipeline.TryWrite("{\"last\":true}\n"u8, RecordLevel.Information);
        var firstAccepted = Stopwatch.GetElapsedTime(startedAt);
        var status = pipeline.Status;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Pending} events, {status.PendingBytes / 1024.0 / 1024 / 1024:N2} GiB found; the first new event accepted ({isAccepted}) {firstAccepted.TotalMilliseconds:N0} ms after the start."));

        var most = 0L;
        var flush = pipeline.FlushAsync();
        while (await Task.WhenAny(flush, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System)) != flush)
            most = Math.Max(most, ResidentBytes());
        await flush;
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        var stored = pipeline.Status;
        await pipeline.DisposeAsync();
        var inOrder = await StoreProcess.CountInOrderAsync(options, "backlog.clef");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Drained in {seconds:N1} s: {stored.StoredBytes / seconds / 1e6:N0} MB/s; stored {stored.Stored}, dropped {stored.Dropped}, in order {inOrder}; memory {idleBytes / 1e6:N0} MB before, at most {most / 1e6:N0} MB."));
    }

    private static OssAppendOptions Options(string bufferPath, Action<OssAppendOptions> configure)
    {
        var options = new OssAppendOptions
        {
            Region = "cn-hangzhou",
            Bucket = "logs",
            AccessKeyId = "id",
            AccessKeySecret = "secret",
            ObjectKey = "backlog.clef",
            RollingInterval = ObjectRollingInterval.Infinite,
            BufferPath = bufferPath,
            BufferSizeLimitBytes = 64L * 1024 * 1024 * 1024,
        };
        configure(options);
        return options;
    }

    private static int Write(Span<byte> record, long number)
    {
        "{\"n\":"u8.CopyTo(record);
        System.Buffers.Text.Utf8Formatter.TryFormat(number, record[5..], out var digits);
        var at = 5 + digits;
        ",\"x\":\""u8.CopyTo(record[at..]);
        at += 6;
        Filler.CopyTo(record[at..]);
        at += Filler.Length;
        "\"}\n"u8.CopyTo(record[at..]);
        return at + 3;
    }

    /// <summary>What the system says the process takes, file pages that happen to be mapped included.</summary>
    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
