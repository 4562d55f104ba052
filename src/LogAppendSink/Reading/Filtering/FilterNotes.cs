using System.Globalization;

namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// Collects notes for the user about filtered records: records without a time, unknown levels, and properties that no record has. Not
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

    /// <param name="condition">The condition whose properties are tracked; null if there is no condition.</param>
    internal FilterNotes(FilterExpression? condition = null) => _unseen = [.. condition?.Properties ?? []];

    /// <summary>Notes that the condition was evaluated for an event.</summary>
    internal void Conditioned(LogEvent logEvent)
    {
        _conditionedCount++;
        for (var i = _unseen.Count - 1; i >= 0; i--)
        {
            if (_unseen[i].Path.TryFind(logEvent, out _))
                _unseen.RemoveAt(i);
        }
    }

    /// <summary>Notes that a record without a readable time was shown.</summary>
    internal void ShownUndated() => _undatedCount++;

    /// <summary>Notes that a record was filtered by an unknown level.</summary>
    internal void JudgedUnknownLevel(string name)
    {
        if (_levels.Count < LevelNamesMax)
            _levels.Add(name.Length <= LevelNameLengthMax ? name : $"{name.AsSpan(0, LevelNameLengthMax)}…");
    }

    /// <summary>Returns the notes since the last call, one sentence per kind.</summary>
    internal IReadOnlyList<string> Take()
    {
        var notes = new List<string>();
        if (_undatedCount > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Records without a readable time are shown: {_undatedCount}. Each is dated by the record before it."));
        }

        if (_levels.Count > 0)
        {
            var names = string.Join(", ", _levels.Order(StringComparer.Ordinal).Select(name => $"'{name}'"));
            notes.Add($"Some records have an unknown level: {names}. They count as Information.");
        }

        if (_conditionedCount > 0)
        {
            notes.AddRange(_unseen.Select(property =>
                $"No record that was read has the property '{property.Path}', which the condition names. Check its spelling and "
                    + $"its case."));
        }

        (_undatedCount, _conditionedCount) = (0, 0);
        _levels.Clear();
        return notes;
    }
}
