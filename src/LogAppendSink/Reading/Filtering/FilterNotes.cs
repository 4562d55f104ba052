using System.Globalization;

namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// What a filter met that its user should know: records without a time, unknown levels, and properties of a condition that no record has. Not
/// thread-safe.
/// </summary>
internal sealed class FilterNotes
{
    private const int LevelNamesMax = 5;
    private const int LevelNameLengthMax = 40;

    private readonly List<FilterOperand.Property> _unseen;
    private readonly HashSet<string> _levels = new(StringComparer.Ordinal);
    private long _conditionedCount;
    private long _undatedCount;

    /// <param name="condition">The condition whose properties are looked for; null where there is none.</param>
    internal FilterNotes(FilterExpression? condition = null) => _unseen = [.. condition?.Properties ?? []];

    /// <summary>An event that the condition is tried on.</summary>
    internal void Conditioned(LogEvent logEvent)
    {
        _conditionedCount++;
        for (var i = _unseen.Count - 1; i >= 0; i--)
        {
            if (_unseen[i].Path.TryFind(logEvent, out _))
                _unseen.RemoveAt(i);
        }
    }

    /// <summary>A record is shown although it has no time that can be read.</summary>
    internal void ShownUndated() => _undatedCount++;

    /// <summary>A record was judged by a level whose name is unknown.</summary>
    internal void JudgedUnknownLevel(string name)
    {
        if (_levels.Count < LevelNamesMax)
            _levels.Add(name.Length <= LevelNameLengthMax ? name : $"{name.AsSpan(0, LevelNameLengthMax)}…");
    }

    /// <summary>A sentence for each kind, since the last time.</summary>
    internal IReadOnlyList<string> Take()
    {
        var notes = new List<string>();
        if (_undatedCount > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"Records without a readable time are shown: {_undatedCount}. Each is dated by the record before it."));
        }

        if (_levels.Count > 0)
        {
            var names = string.Join(", ", _levels.Order(StringComparer.Ordinal).Select(name => $"'{name}'"));
            notes.Add($"Some records have an unknown level: {names}. They count as Information.");
        }

        if (_conditionedCount > 0)
        {
            notes.AddRange(_unseen.Select(property =>
                $"No record that was read has the property '{property.Path}', which the condition names. Check its spelling and its case."));
        }

        (_undatedCount, _conditionedCount) = (0, 0);
        _levels.Clear();
        return notes;
    }
}
