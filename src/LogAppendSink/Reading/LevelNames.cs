namespace LogAppendSink.Reading;

/// <summary>The names that levels go by in logs.</summary>
public static class LevelNames
{
    /// <summary>Serilog's names, those of Microsoft.Extensions.Logging, and their short forms, in any case; Information for any other text.</summary>
    public static RecordLevel Parse(string? name) => TryParse(name, out var level) ? level : RecordLevel.Information;

    /// <summary>As <see cref="Parse"/>; false for a text that names no level.</summary>
    public static bool TryParse(string? name, out RecordLevel level)
    {
        RecordLevel? found = name?.ToUpperInvariant() switch
        {
            "VERBOSE" or "TRACE" or "VRB" or "TRC" => RecordLevel.Verbose,
            "DEBUG" or "DBG" => RecordLevel.Debug,
            "INFORMATION" or "INFO" or "INF" => RecordLevel.Information,
            "WARNING" or "WARN" or "WRN" => RecordLevel.Warning,
            "ERROR" or "ERR" or "EROR" => RecordLevel.Error,
            "FATAL" or "CRITICAL" or "FTL" or "CRT" => RecordLevel.Fatal,
            _ => null,
        };
        level = found ?? RecordLevel.Information;
        return found is not null;
    }
}
