using System.Globalization;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Faults of an object: the first few of each kind in full, and how many more there are.</summary>
internal sealed class FaultList
{
    private const int ToldMax = 3;

    private readonly SortedDictionary<string, List<string>> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <param name="kind">What kind, as a plural: <c>records that are no CLEF</c>.</param>
    /// <param name="fault">The sentence.</param>
    internal void Add(string kind, string fault)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count == 1)
            _told[kind] = [];
        if (count <= ToldMax)
            _told[kind].Add(fault);
    }

    internal IReadOnlyList<string> ToList() =>
    [
        .. _told.SelectMany(pair => _counts[pair.Key] > ToldMax
            ? pair.Value.Append(string.Create(CultureInfo.InvariantCulture, $"and {_counts[pair.Key] - ToldMax:N0} more {pair.Key}"))
            : pair.Value),
    ];
}
