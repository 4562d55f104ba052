using System.Diagnostics;
using LogAppendSink.Clef;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// The short event that replaces one that could not be written: its time, level and trace, the reason, and its template.
/// </summary>
internal sealed class EventMarker
{
    private static readonly MessageTemplateParser Parser = new();
    private static readonly MessageTemplate TooLargeTemplate = Parser.Parse(MarkerText.TooLargeTemplate);
    private static readonly MessageTemplate NotEncodedTemplate = Parser.Parse(MarkerText.NotEncodedTemplate);

    private readonly LogEvent _original;
    private readonly MessageTemplate _template;
    private readonly IReadOnlyList<LogEventProperty> _reason;

    private EventMarker(LogEvent original, MessageTemplate template, IReadOnlyList<LogEventProperty> reason)
    {
        _original = original;
        _template = template;
        _reason = reason;
    }

    internal static EventMarker TooLarge(LogEvent original, long sizeBytes, int limitBytes) => new(original, TooLargeTemplate,
    [
        new LogEventProperty("EventSizeBytes", new ScalarValue(sizeBytes)),
        new LogEventProperty("EventBodyLimitBytes", new ScalarValue(limitBytes)),
    ]);

    internal static EventMarker NotEncoded(LogEvent original, Exception error) => new(original, NotEncodedTemplate,
    [
        new LogEventProperty(MarkerText.EncodingErrorName, new ScalarValue(MarkerText.EncodingErrorOf(error))),
    ]);

    /// <summary>Returns the marker with at most <paramref name="templateLimit"/> characters of the original template.</summary>
    internal LogEvent ToLogEvent(int templateLimit)
    {
        var which = new LogEventProperty(
            "EventTemplate", new ScalarValue(MarkerText.Shorten(_original.MessageTemplate.Text, templateLimit)));
        return new LogEvent(
            _original.Timestamp,
            _original.Level,
            exception: null,
            _template,
            _reason.Append(which),
            _original.TraceId ?? default(ActivityTraceId),
            _original.SpanId ?? default(ActivitySpanId));
    }
}
