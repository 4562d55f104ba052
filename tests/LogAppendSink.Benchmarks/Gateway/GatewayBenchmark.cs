using System.Diagnostics;
using System.Globalization;
using LogAppendSink.Reading;

namespace LogAppendSink.Benchmarks.Gateway;

/// <summary>
/// The sink against a real gateway of Ceph, beside a bare client that appends the same bytes in the same pieces. Both append to an object of
/// their own, interleaved. Afterwards the objects are read back and counted.
/// </summary>
internal static class GatewayBenchmark
{
    private static readonly int[] Sizes = [1 << 20, 4 << 20];

    internal static async Task<int> RunAsync(int appends, int rounds)
    {
        if (GatewayPlace.Missing is { Count: > 0 } unset)
        {
            Console.Error.WriteLine($"Set {string.Join(", ", unset)}: a gateway of Ceph, a bucket there, and a key that may write to it. 'eval' what '.ci/ceph-cluster DIR start' prints, exported.");
            return 2;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{appends} appends a run, medians of {rounds} rounds in turns; {Environment.ProcessorCount} cores, .NET {Environment.Version}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}"));
        Console.WriteLine();
        Console.WriteLine("| batch | contestant | lines | MB/s | ms/append | missing lines | missing bytes |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        var ratios = new List<(int Size, string Name, double Ratio)>();
        foreach (var size in Sizes)
        {
            var bodies = new Bodies(appends, size);
            var contestants = new (string Name, Func<OssAppendOptions, Task> AppendAsync)[]
            {
                ("bare client", options => AppendBareAsync(options, bodies)),
                ("sink", options => AppendBySinkAsync(options, bodies)),
                ("sink, spool", options => AppendBySpoolAsync(options, bodies)),
            };
            var seconds = contestants.Select(_ => new List<double>()).ToArray();
            var missing = new (long Lines, long Bytes)[contestants.Length];

            // The first round warms up.
            for (var round = 0; round <= rounds; round++)
            {
                for (var turn = 0; turn < contestants.Length; turn++)
                {
                    var which = (turn + round) % contestants.Length;
                    var options = new GatewayPlace($"bench/{Guid.NewGuid():N}.clef").Options(size);
                    GC.Collect();
                    var startedAt = Stopwatch.GetTimestamp();
                    await contestants[which].AppendAsync(options);
                    if (round > 0)
                        seconds[which].Add(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
                    var (lineCount, byteCount) = await CountAsync(options);
                    missing[which] = (missing[which].Lines + bodies.Lines.Count - lineCount, missing[which].Bytes + bodies.Bytes - byteCount);
                }
            }

            var medians = seconds.Select(Median).ToArray();
            for (var which = 0; which < contestants.Length; which++)
            {
                var (name, median) = (contestants[which].Name, medians[which]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size >> 20} MiB | {name} | {bodies.Lines.Count:N0} | {bodies.Bytes / 1e6 / median:N1} | {median * 1e3 / appends:N2} | {missing[which].Lines} | {missing[which].Bytes} |"));
                if (which > 0)
                    ratios.Add((size, name, medians[0] / median));
            }
        }

        Console.WriteLine();
        foreach (var (size, name, ratio) in ratios)
            Tournament.PrintRatio($"- MB/s in {size >> 20} MiB batches, {name} ÷ bare client", ratio, "≥ 0.90");
        return 0;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    private static async Task AppendBareAsync(OssAppendOptions options, Bodies bodies)
    {
        using var client = new BareClient(options);
        foreach (var body in bodies.All)
            await client.AppendAsync(body);
    }

    /// <summary>From the first record until the store is known to hold the last one.</summary>
    private static async Task AppendBySinkAsync(OssAppendOptions options, Bodies bodies)
    {
        await using var pipeline = LogPipeline.Create(options);
        await Task.Factory.StartNew(
            () =>
            {
                foreach (var line in bodies.Lines)
                    pipeline.TryWrite(line.Span, RecordLevel.Information);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await pipeline.FlushAsync();
    }

    private static async Task AppendBySpoolAsync(OssAppendOptions options, Bodies bodies)
    {
        var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
        try
        {
            options.BufferPath = directory.FullName;
            await AppendBySinkAsync(options, bodies);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Reads the objects of a run back and counts their lines and bytes.</summary>
    private static async Task<(long Lines, long Bytes)> CountAsync(OssAppendOptions options)
    {
        const int pieceBytes = 8 << 20;
        using var catalog = ObjectCatalog.Open(options);
        var (lines, bytes) = (0L, 0L);
        foreach (var entry in await catalog.ListInOrderAsync(options.ObjectKey[..options.ObjectKey.IndexOf('.', StringComparison.Ordinal)]))
        {
            bytes += entry.LengthBytes;
            for (var position = 0L; position < entry.LengthBytes; position += pieceBytes)
            {
                var piece = await catalog.ReadAsync(entry.Key, position, (int)Math.Min(pieceBytes, entry.LengthBytes - position));
                lines += piece!.Value.Span.Count((byte)'\n'); // No process deletes it.
            }
        }

        return (lines, bytes);
    }
}
