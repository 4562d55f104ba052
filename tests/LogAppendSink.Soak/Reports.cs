using System.Globalization;

namespace LogAppendSink.Soak;

/// <summary>The last event of each writer's thread that its logging call returned for: all up to it were accepted.</summary>
internal sealed class Reports
{
    private readonly Dictionary<(int Life, int Thread), int> _last = [];

    internal IReadOnlyDictionary<(int Life, int Thread), int> Last => _last;

    internal long EventCount => _last.Values.Sum(last => last + 1L);

    internal void Add(int life, string line)
    {
        // The last line of a killed process may be cut, which makes its number smaller, never larger.
        var parts = line.Split(' ');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var thread) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            _last[(life, thread)] = Math.Max(number, _last.GetValueOrDefault((life, thread), -1));
    }
}
