using LogAppendSink;
using LogAppendSink.Delivery;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Writes the event that records a loss in the log itself.</summary>
internal static class LossEvent
{
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse(LossRecorder.MessageTemplate);

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
