using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LogAppendSink.Benchmarks;

/// <summary>
/// Runs contestants in turns, each run in a process of its own, so that a slow moment of the machine hits all of them and no one inherits
/// another's memory; medians are compared.
/// </summary>
internal sealed class Tournament(IReadOnlyList<string> names, int events, int rounds, int producers)
{
    private readonly Dictionary<string, List<Measurement>> _measurements = names.ToDictionary(name => name, _ => new List<Measurement>());

    /// <summary>Runs them all.</summary>
    /// <param name="endpoint">Of the store; null where none is wanted.</param>
    internal async Task RunAsync(string? endpoint)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in names)
            {
                var directory = Directory.CreateTempSubdirectory("logappend-benchmark-");
                var inner = directory.CreateSubdirectory($"run-{Guid.NewGuid():N}");
                try
                {
                    _measurements[name].Add(await RunOneAsync(name, endpoint, inner.FullName));
                }
                finally
                {
                    directory.Delete(recursive: true);
                }
            }
        }
    }

    internal double EventsPerSecond(string name) => events / Median(name, measurement => measurement.Seconds);

    internal double CallerNanoseconds(string name) => Median(name, measurement => measurement.CallerSeconds) * 1e9 / events;

    internal double CpuMicroseconds(string name) => Median(name, measurement => measurement.CpuSeconds) * 1e6 / events;

    internal double AllocatedBytes(string name) => Median(name, measurement => measurement.AllocatedBytes) / events;

    internal double StoredBytes(string name) => Median(name, measurement => measurement.StoredBytes);

    internal double PeakBytes(string name) => Median(name, measurement => measurement.PeakBytes);

    internal double AboveRestBytes(string name) => Median(name, measurement => measurement.AboveRestBytes);

    /// <summary>Collections of generation 1 or above.</summary>
    internal double OldCollections(string name) => Median(name, measurement => measurement.Gen1);

    internal void Print()
    {
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine();
        Console.WriteLine(string.Create(culture, $"{events:N0} events, {producers} producer{(producers > 1 ? "s" : "")}, medians of {rounds} rounds in turns; {Environment.ProcessorCount} cores, .NET {Environment.Version}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}"));
        Console.WriteLine();
        Console.WriteLine("| contestant | events/s | caller ns/event | client CPU µs/event | allocated B/event | gen 0 / 1 / 2 | GC pause ms | peak memory MB | above rest MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var name in names)
        {
            Console.WriteLine(string.Create(
                culture,
                $"| {name} | {EventsPerSecond(name):N0} | {CallerNanoseconds(name):N0} | {CpuMicroseconds(name):N2} | {AllocatedBytes(name):N0} | {Median(name, one => one.Gen0)} / {Median(name, one => one.Gen1)} / {Median(name, one => one.Gen2)} | {Median(name, one => one.GcPauseMilliseconds):N0} | {PeakBytes(name) / 1e6:N0} | {AboveRestBytes(name) / 1e6:N0} |"));
        }

        Console.WriteLine();
    }

    /// <summary>Prints a ratio beside its goal.</summary>
    internal static void PrintRatio(string what, double ratio, string goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {ratio:N2} (goal {goal})"));

    private double Median(string name, Func<Measurement, double> figure) =>
        _measurements[name].Select(figure).Order().ElementAt(_measurements[name].Count / 2);

    private async Task<Measurement> RunOneAsync(string name, string? endpoint, string directory)
    {
        var culture = CultureInfo.InvariantCulture;
        var itself = typeof(Tournament).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [itself, "run", name, events.ToString(culture), producers.ToString(culture), directory, .. endpoint is null ? [] : new[] { endpoint }]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"'{itself}' did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The run of {name} ended with {process.ExitCode}.");

        var measurement = JsonSerializer.Deserialize<Measurement>(output)!; // It has written one.
        var logged = events / producers * producers;
        return measurement.Arrived < 0 || measurement.Arrived == logged
            ? measurement
            : throw new InvalidOperationException($"Of {logged} events of {name} {measurement.Arrived} have arrived.");
    }
}
