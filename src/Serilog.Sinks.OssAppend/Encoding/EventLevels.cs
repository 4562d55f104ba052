using LogAppendSink;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Serilog's levels and ours, which have the same names and numbers.</summary>
internal static class EventLevels
{
    /// <summary>The level as written into the record; a number that is no level stays that number.</summary>
    internal static RecordLevel Written(LogEventLevel level) => (RecordLevel)(int)level;

    /// <summary>The level as the pipeline's hint, which must be one of the six.</summary>
    internal static RecordLevel Hint(LogEventLevel level) =>
        (RecordLevel)Math.Clamp((int)level, (int)RecordLevel.Verbose, (int)RecordLevel.Fatal);
}
