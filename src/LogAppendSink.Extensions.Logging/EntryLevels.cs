using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>The framework's levels and ours, which have the same numbers.</summary>
internal static class EntryLevels
{
    /// <summary>The level for a record: a number that is no level becomes the nearest that is one.</summary>
    internal static RecordLevel Of(LogLevel level) =>
        (RecordLevel)Math.Clamp((int)level, (int)RecordLevel.Verbose, (int)RecordLevel.Fatal);

    /// <summary>Three letters, as text logs have them.</summary>
    internal static string ShortName(LogLevel level) => Of(level) switch
    {
        RecordLevel.Verbose => "TRC",
        RecordLevel.Debug => "DBG",
        RecordLevel.Information => "INF",
        RecordLevel.Warning => "WRN",
        RecordLevel.Error => "ERR",
        _ => "CRT",
    };
}
