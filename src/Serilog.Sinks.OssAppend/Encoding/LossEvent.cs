using LogAppendSink;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>The event that tells of a loss in the log itself.</summary>
internal static class LossEvent
{
    // As the pipeline's own, which a CLEF log without this front end has.
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{DroppedEvents} events were dropped: {DropReason}");

    /// <summary>Writes it in the sink's own format.</summary>
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
