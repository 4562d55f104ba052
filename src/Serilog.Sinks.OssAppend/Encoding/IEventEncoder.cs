using LogAppendSink.Clef;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Encodes an event as one record. Used concurrently, with one buffer per call.</summary>
internal interface IEventEncoder
{
    /// <summary>
    /// Writes the event, terminated by <c>\n</c>, into an empty buffer. Passes on exceptions of application types.
    /// </summary>
    void Encode(LogEvent logEvent, RecordBuffer record);
}
