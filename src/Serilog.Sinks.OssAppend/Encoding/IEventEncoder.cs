using LogAppendSink.Clef;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Turns an event into one record. Used by many threads at once, each with a buffer of its own.</summary>
internal interface IEventEncoder
{
    /// <summary>
    /// Writes the event, terminated by <c>\n</c>, into an empty buffer. May throw whatever the application's own types throw.
    /// </summary>
    void Encode(LogEvent logEvent, RecordBuffer record);
}
