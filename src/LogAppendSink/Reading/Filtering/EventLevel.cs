namespace LogAppendSink.Reading.Filtering;

/// <summary>An event's level: its rank, by which it compares, and what its writer called it.</summary>
internal sealed record EventLevel(RecordLevel Rank, string Name)
{
    internal static EventLevel Of(LogEvent logEvent) => new(logEvent.Level, logEvent.LevelName ?? logEvent.Level.ToString());

    /// <summary>Compares by rank; a text that names no level is equal to the same name alone.</summary>
    internal int? CompareTo(string text)
    {
        if (LevelNames.TryParse(text, out var level))
            return Rank.CompareTo(level);
        return Name.Equals(text, StringComparison.OrdinalIgnoreCase) ? 0 : null;
    }

    public override string ToString() => Name;
}
