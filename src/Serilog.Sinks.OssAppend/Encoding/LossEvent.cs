using LogAppendSink;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Writes the event that records a loss in the log itself.</summary>
internal static class LossEvent
{
    // The same template as the pipeline's own loss record, which is used in a CLEF log without this front end.
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{DroppedEvents} events were dropped: {DropReason}");

    /// <summary>Writes the event in the sink's format.</summary>
    internal static LossEncoder EncodeWith(IEventEncoder encoder) => (droppedEvents, reason, now, record) =>
        encoder.Encode(
            new LogEvent(now, LogEventLevel.Error, exception: null, Template,
            [
                new LogEventProperty("DroppedEvents", new ScalarValue(droppedEvents)),
                new LogEventProperty("DropReason", new ScalarValue(reason.ToString())),
                new LogEventProperty("SourceContext", new ScalarValue("LogAppendSink")),
            ]),
            record);
}
