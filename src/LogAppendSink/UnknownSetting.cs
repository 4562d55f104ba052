namespace LogAppendSink;

/// <summary>The message about an unknown setting in the configuration.</summary>
internal static class UnknownSetting
{
    // The name of BufferingTimeLimit in Serilog.Sinks.PeriodicBatching and in other sinks.
    private const string SerilogsPeriod = "period";

    internal static string Message(string name, IEnumerable<string> settings) =>
        $"Unknown setting '{name}' in the configuration of OssAppend: it has no effect. {Advice(name, settings)}";

    private static string Advice(string name, IEnumerable<string> settings)
    {
        if (string.Equals(name, SerilogsPeriod, StringComparison.OrdinalIgnoreCase))
            return $"Use {nameof(OssAppendOptions.BufferingTimeLimit)} here.";

        var (nearest, edits) = settings.Select(setting => (setting, Edits(name, setting))).MinBy(candidate => candidate.Item2);

        // A name of which more than half differs is a different name.
        return nearest is not null && edits <= Math.Max(name.Length, nearest.Length) / 2
            ? $"Did you mean {nearest}?"
            : "docs/settings.md lists the settings.";
    }

    /// <summary>Returns the number of letters to change, add, remove or swap with a neighbour to turn one name into the other.</summary>
    internal static int Edits(string from, string to)
    {
        var (a, b) = (from.ToUpperInvariant(), to.ToUpperInvariant());
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                var changed = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(changed, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[a.Length, b.Length];
    }
}
