namespace LogAppendSink.Reading.Filtering;

/// <summary>An event's level: the rank it is compared by, and the name its writer used.</summary>
internal sealed record EventLevel(RecordLevel Rank, string Name)
{
    internal static EventLevel Of(LogEvent logEvent) => new(logEvent.Level, logEvent.LevelName ?? logEvent.Level.ToString());

    /// <summary>Compares by rank. A text that is not a level name equals only the same name.</summary>
    internal int? CompareTo(string text)
    {
        if (LevelNames.TryParse(text, out var level))
            return Rank.CompareTo(level);
        return Name.Equals(text, StringComparison.OrdinalIgnoreCase) ? 0 : null;
    }

    public override string ToString() => Name;
}
