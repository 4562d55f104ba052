using LogAppendSink;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Converts Serilog's levels, which have the same names and numbers as the record levels.</summary>
internal static class EventLevels
{
    /// <summary>Returns the level as written into the record; an undefined level keeps its number.</summary>
    internal static RecordLevel Written(LogEventLevel level) => (RecordLevel)(int)level;

    /// <summary>Returns the level for the pipeline, which must be one of the six.</summary>
    internal static RecordLevel Hint(LogEventLevel level) =>
        (RecordLevel)Math.Clamp((int)level, (int)RecordLevel.Verbose, (int)RecordLevel.Fatal);
}
