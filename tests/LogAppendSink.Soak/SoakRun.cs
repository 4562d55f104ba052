using System.Globalization;
using LogAppendSink.EndToEnd;
using LogAppendSink.EndToEnd.Spool;
using LogAppendSink.Reading;

namespace LogAppendSink.Soak;

/// <summary>
/// Two writers with a spool each, both front ends in each, objects of a minute, compressed, against an emulator whose requests fail by plan:
/// one writer runs to the end and shows whether memory or handles grow. The other writer and the store are killed repeatedly.
/// </summary>
internal sealed class SoakRun(TimeSpan duration, int seed) : IAsyncDisposable
{
    private const string Writer = "tests/LogAppendSink.EndToEnd.SpoolWriter";
    private const int EventsPerSecondEach = 1_000;
    private const int SteadyLife = 0;
    private const double FaultProbability = 0.1;

    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Random _random = new(seed);
    private readonly EmulatorChild _emulator = new();
    private readonly DirectoryInfo _spools = Directory.CreateTempSubdirectory("logappend-soak-");
    private readonly long _startedAt = Time.GetTimestamp();

    internal Reports Reports { get; } = new();

    internal List<Sample> Steady { get; } = [];

    internal List<Sample> Killed { get; } = [];

    internal List<double> Kills { get; } = [];

    internal int StoreKills { get; private set; }

    internal List<string> Notices { get; } = [];

    private double Seconds => Time.GetElapsedTime(_startedAt).TotalSeconds;

    internal async Task RunAsync()
    {
        await _emulator.StartAsync();
        await _emulator.AddFaultsAsync(seed, FaultProbability);
        await using var steady = Start(SteadyLife, "steady", saysEach: false, Steady);
        for (var life = 1; Seconds < duration.TotalSeconds; life++)
        {
            await using var killed = Start(life, "killed", saysEach: true, Killed);
            await Task.Delay(Least(TimeSpan.FromSeconds(_random.Next(5, 45)), duration - TimeSpan.FromSeconds(Seconds)), Time);
            if (life % 4 == 0)
                await KillStoreAsync();
            await killed.KillAsync();
            Kills.Add(Seconds);
        }

        await _emulator.RemoveFaultsAsync();
        await steady.TellAsync("");
        await steady.LineAsync("the steady writer to end", line => line == "Ended.");

        // The last process recovers what the killed ones left, and exits normally.
        await using var last = Start(-1, "killed", saysEach: true, Killed);
        await last.TellAsync("");
        await last.LineAsync("the rest to be stored", line => line == "Ended.");
    }

    internal async Task<(StoredCheck Check, IReadOnlyList<string> Faults)> CheckAsync()
    {
        var options = new OssAppendOptions();
        _emulator.Configure(options);
        using var catalog = ObjectCatalog.Open(options);
        var check = new StoredCheck(Reports);
        return (check, await check.FaultsAsync(catalog));
    }

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        _spools.Delete(recursive: true);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => other < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : one < other ? one : other;

    private ChildProcess Start(int life, string name, bool saysEach, List<Sample> samples) => ChildProcess.Start(
        Writer,
        _emulator.StoreEnvironment,
        line => Hear(life, line, samples),
        life.ToString(CultureInfo.InvariantCulture),
        Path.Combine(_spools.FullName, name),
        EventsPerSecondEach.ToString(CultureInfo.InvariantCulture),
        name,
        saysEach ? "true" : "false");

    /// <summary>The two writers speak at once.</summary>
    private void Hear(int life, string line, List<Sample> samples)
    {
        lock (Reports)
        {
            if (Sample.TryParse(Seconds, line) is { } sample)
                samples.Add(sample);
            else if (line.Contains(": ", StringComparison.Ordinal))
                Notices.Add(FormattableString.Invariant($"{Seconds,7:0.0} life {life}: {line}"));
            else
                Reports.Add(life, line);
        }
    }

    private async Task KillStoreAsync()
    {
        await _emulator.KillAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 8_000)), Time);
        await _emulator.StartAsync();
        await _emulator.AddFaultsAsync(_random.Next(), FaultProbability);
        StoreKills++;
    }
}
