using System.Collections.Frozen;

namespace LogAppendSink.Reading;

/// <summary>Parses the level names of common loggers.</summary>
public static class LevelNames
{
    /// <summary>The names and abbreviations of the six levels.</summary>
    private static readonly FrozenDictionary<string, RecordLevel> Own = ByName(
        (RecordLevel.Verbose, "V VER VRB VERB VERBOSE"),
        (RecordLevel.Debug, "D DE DEB DBG DBUG DEBU DEBUG"),
        (RecordLevel.Information, "I IN INF INFO INFORMATION"),
        (RecordLevel.Warning, "W WA WAR WRN WARN WARNING"),
        (RecordLevel.Error, "E ER ERR ERRO EROR ERROR"),
        (RecordLevel.Fatal, "F FA FAT FTL FATL FATAL"));

    /// <summary>Names used by Microsoft.Extensions.Logging, syslog, java.util.logging and zap.</summary>
    private static readonly FrozenDictionary<string, RecordLevel> Foreign = ByName(
        (RecordLevel.Verbose, "T TR TRC TRCE TRACE FINER FINEST"),
        (RecordLevel.Debug, "FINE CONFIG"),
        (RecordLevel.Information, "NOTICE INFORMATIONAL"),
        (RecordLevel.Error, "FAIL SEVERE"),
        (RecordLevel.Fatal, "C CR CRI CRT CRIT CRITICAL ALERT EMERG EMERGENCY PANIC DPANIC"));

    /// <summary>
    /// Returns the level of a name: the names of Serilog, Microsoft.Extensions.Logging, syslog and java.util.logging, and their short
    /// forms, case-insensitive. Any other text is Information.
    /// </summary>
    public static RecordLevel Parse(string? name) => TryParse(name, out var level) ? level : RecordLevel.Information;

    /// <summary>As <see cref="Parse"/>, but returns false for an unknown name.</summary>
    public static bool TryParse(string? name, out RecordLevel level)
    {
        var trimmed = name?.Trim() ?? "";
        if (Own.TryGetValue(trimmed, out level) || Foreign.TryGetValue(trimmed, out level))
            return true;
        level = RecordLevel.Information;
        return false;
    }

    /// <summary>Whether the name is one of the six levels or an abbreviation, so that the level alone says as much.</summary>
    internal static bool IsOwn(string name) => Own.ContainsKey(name.Trim());

    private static FrozenDictionary<string, RecordLevel> ByName(params (RecordLevel Level, string Names)[] levels) => levels
        .SelectMany(entry => entry.Names.Split(' ').Select(name => (Name: name, entry.Level)))
        .ToFrozenDictionary(entry => entry.Name, entry => entry.Level, StringComparer.OrdinalIgnoreCase);
}
