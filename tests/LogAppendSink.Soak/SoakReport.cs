using System.Text;

namespace LogAppendSink.Soak;

/// <summary>What a soak has shown.</summary>
internal sealed record SoakReport(string Text, string Picture, bool HasFaults)
{
    private const double MiB = 1024 * 1024;

    internal static SoakReport Of(SoakRun run, StoredCheck check, IReadOnlyList<string> faults, TimeSpan duration, int seed)
    {
        var steady = run.Steady;
        List<string> all =
        [
            .. faults,
            .. new[]
            {
                Growth.Fault("Heap of the steady writer in MiB", [.. steady.Select(sample => sample.HeapBytes / MiB)], slack: 16),
                Growth.Fault("Working set of the steady writer in MiB", [.. steady.Select(sample => sample.WorkingSetBytes / MiB)], slack: 32),
                Growth.Fault("Handles of the steady writer", [.. steady.Select(sample => (double)sample.Handles)], slack: 16),
            }.OfType<string>(),
            .. steady.Concat(run.Killed).Where(sample => sample.Dropped > 0).Take(1).Select(sample => FormattableString.Invariant($"{sample.Dropped} events were dropped.")),
        ];

        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(FormattableString.Invariant(line));
        Line($"{duration.TotalMinutes:0.#} minutes, seed {seed}: {run.Kills.Count} kills of a writer, {run.StoreKills} of the store, a fault on every tenth request.");
        Line($"Events reported accepted: {run.Reports.EventCount:#,0}; stored: {check.EventCount:#,0}, in {check.ObjectCount} objects. (Some may be stored that were killed before they were reported.)");
        Line($"The writer that was never killed, medians of its second and last quarter, and the most:");
        Report("heap", "MiB", sample => sample.HeapBytes / MiB);
        Report("working set, with the spool's pages", "MiB", sample => sample.WorkingSetBytes / MiB);
        Report("handles", "", sample => sample.Handles);
        Report("lag", "s", sample => sample.LagSeconds);
        Report("backlog", "events", sample => sample.Pending);
        Line($"{(all.Count == 0 ? "Nothing is lost, doubled, out of order or growing." : "FAULTS")}");
        foreach (var fault in all)
            Line($"- {fault}");
        return new SoakReport(text.ToString(), Draw(run, duration), all.Count > 0);

        void Report(string what, string unit, Func<Sample, double> value)
        {
            var values = steady.Select(value).ToList();
            var quarter = values.Count / 4;
            Line($"  {what}: {Growth.Median(values.Skip(quarter).Take(quarter)):#,0.##}, {Growth.Median(values.TakeLast(quarter)):#,0.##}, {values.DefaultIfEmpty().Max():#,0.##} {unit}");
        }
    }

    private static string Draw(SoakRun run, TimeSpan duration)
    {
        var chart = new Chart(Math.Max(duration.TotalSeconds, run.Steady.Concat(run.Killed).Select(sample => sample.Seconds).DefaultIfEmpty().Max()), run.Kills);
        chart.Add("Stored, events/s", ("never killed", Rates(run.Steady)), ("killed", Rates(run.Killed)));
        chart.Add("Lag, s", ("never killed", Points(run.Steady, sample => sample.LagSeconds)), ("killed", Points(run.Killed, sample => sample.LagSeconds)));
        chart.Add("Backlog, events", ("never killed", Points(run.Steady, sample => sample.Pending)), ("killed", Points(run.Killed, sample => sample.Pending)));
        chart.Add("Memory, MiB", ("working set", Points(run.Steady, sample => sample.WorkingSetBytes / MiB)), ("heap", Points(run.Steady, sample => sample.HeapBytes / MiB)));
        chart.Add("Handles", ("never killed", Points(run.Steady, sample => sample.Handles)));
        return chart.ToString();
    }

    private static List<(double Seconds, double Value)> Points(IEnumerable<Sample> samples, Func<Sample, double> value) =>
        [.. samples.Select(sample => (sample.Seconds, value(sample)))];

    private static List<(double Seconds, double Value)> Rates(IReadOnlyList<Sample> samples) =>
        [.. samples.Zip(samples.Skip(1), (one, next) => (next.Seconds, Math.Max(0, (next.Stored - one.Stored) / Math.Max(0.1, next.Seconds - one.Seconds))))];
}
