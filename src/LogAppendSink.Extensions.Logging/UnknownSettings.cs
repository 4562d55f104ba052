using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Names in the provider's section of the configuration that are no settings. The binder passes over them in silence, and a misspelt limit
/// would show itself only when it is needed.
/// </summary>
internal static class UnknownSettings
{
    // The filter rules stand in the same section; they are read by the framework.
    private const string FilterRules = "LogLevel";

    // The same setting under the name it has for Serilog.
    private const string SerilogsPeriod = "period";

    private static readonly string[] Names =
        [.. typeof(OssAppendLoggerOptions).GetProperties().Select(property => property.Name).Append(FilterRules)];

    /// <summary>One notice for each name.</summary>
    internal static IEnumerable<DeliveryNotice> Notices(IConfiguration section, DateTimeOffset now) =>
        section.GetChildren()
            .Select(child => child.Key)
            .Where(key => !Names.Contains(key, StringComparer.OrdinalIgnoreCase))
            .Select(key => new DeliveryNotice(
                DeliveryNoticeKind.UnknownSetting,
                $"'{key}' in the configuration of OssAppend is no setting and has no effect. {Advice(key)}")
            {
                Timestamp = now,
            });

    private static string Advice(string key)
    {
        if (string.Equals(key, SerilogsPeriod, StringComparison.OrdinalIgnoreCase))
            return $"Use {nameof(OssAppendOptions.BufferingTimeLimit)} here.";

        var (nearest, edits) = Names.Select(name => (name, Edits(key, name))).MinBy(candidate => candidate.Item2);

        // Half of a name changed is another name.
        return edits <= Math.Max(key.Length, nearest.Length) / 2
            ? $"Did you mean {nearest}?"
            : "The README lists the settings.";
    }

    /// <summary>How many letters must be changed, added, left out or swapped with their neighbour to make one name of the other.</summary>
    private static int Edits(string from, string to)
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
