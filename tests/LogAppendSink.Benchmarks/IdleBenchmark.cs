using System.Globalization;
using LogAppendSink.Benchmarks.Contestants;

namespace LogAppendSink.Benchmarks;

/// <summary>What a pipeline costs with which nothing is logged: how often a thread of the process wakes up, beside a process without one.</summary>
internal static class IdleBenchmark
{
    internal static async Task RunAsync(int seconds)
    {
        await using var target = await StoreProcess.StartTargetAsync();
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            Console.WriteLine($"wake-ups a minute without a pipeline: {await WakeUpsAMinuteAsync(seconds):N0}");

            var options = new Place(target.Endpoint, directory.FullName).Options();
            options.BufferPath = Path.Combine(directory.FullName, "spool");
            await using var pipeline = LogPipeline.Create(options);
            pipeline.TryWrite("{}\n"u8, RecordLevel.Information);
            await pipeline.FlushAsync();
            var requests = await RequestsAsync(target.Endpoint);
            Console.WriteLine($"wake-ups a minute with one, over a spool: {await WakeUpsAMinuteAsync(seconds):N0}");
            Console.WriteLine($"requests in {seconds} s: {await RequestsAsync(target.Endpoint) - requests}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<double> WakeUpsAMinuteAsync(int seconds)
    {
        // What has just been done is still being tidied up.
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var before = WakeUps();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        return (WakeUps() - before) * 60.0 / seconds;
    }

    /// <summary>Each time that a thread of this process had waited and went on (proc(5)).</summary>
    private static long WakeUps() => Directory.GetDirectories("/proc/self/task")
        .SelectMany(thread => File.ReadLines(Path.Combine(thread, "status")))
        .Where(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.AsSpan(line.IndexOf('\t') + 1), CultureInfo.InvariantCulture));

    private static async Task<long> RequestsAsync(string endpoint)
    {
        using var client = new HttpClient();
        return long.Parse(await client.GetStringAsync($"{endpoint}/requests"), CultureInfo.InvariantCulture);
    }
}
