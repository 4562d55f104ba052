using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>Converts the framework's levels, which have the same numbers as the record levels.</summary>
internal static class EntryLevels
{
    /// <summary>Returns the record level; an undefined level becomes the nearest one.</summary>
    internal static RecordLevel Of(LogLevel level) =>
        (RecordLevel)Math.Clamp((int)level, (int)RecordLevel.Verbose, (int)RecordLevel.Fatal);

    /// <summary>Returns the three-letter form used in text logs.</summary>
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
