using System.Globalization;

namespace LogAppendSink.Reading.Verifying;

/// <summary>Collects the faults of an object: the first few of each kind in full, and the number of others.</summary>
internal sealed class FaultList
{
    private const int ListedMax = 3;

    private readonly SortedDictionary<string, List<string>> _listed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <param name="kind">The kind, as a plural: <c>records that are not CLEF</c>.</param>
    /// <param name="fault">The sentence.</param>
    internal void Add(string kind, string fault)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count == 1)
            _listed[kind] = [];
        if (count <= ListedMax)
            _listed[kind].Add(fault);
    }

    internal IReadOnlyList<string> ToList() =>
    [
        .. _listed.SelectMany(pair => _counts[pair.Key] > ListedMax
            ? pair.Value.Append(string.Create(CultureInfo.InvariantCulture, $"and {_counts[pair.Key] - ListedMax:N0} more {pair.Key}"))
            : pair.Value),
    ];
}
