using System.Diagnostics;
using Serilog.Events;
using Serilog.Parsing;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// The short event that replaces one that could not be written: its time, level and trace, the reason, and its template.
/// </summary>
internal sealed class EventMarker
{
    /// <summary>The lengths of the template to try, until the marker fits the limit.</summary>
    internal static readonly IReadOnlyList<int> TemplateLimits = [256, 32, 0];

    // Names of generic types can be long, and no other limit applies to them.
    private const int ErrorLimit = 200;

    private static readonly MessageTemplateParser Parser = new();

    private static readonly MessageTemplate TooLargeTemplate = Parser.Parse(
        "An event of {EventSizeBytes} bytes is left out, because EventBodyLimitBytes is {EventBodyLimitBytes}. Its template: {EventTemplate}");

    private static readonly MessageTemplate NotEncodedTemplate = Parser.Parse(
        "An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate}");

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
        new LogEventProperty("EncodingError", new ScalarValue(Shortened(error.GetType().ToString(), ErrorLimit))),
    ]);

    /// <summary>Returns the marker with at most <paramref name="templateLimit"/> characters of the original template.</summary>
    internal LogEvent ToLogEvent(int templateLimit)
    {
        var which = new LogEventProperty("EventTemplate", new ScalarValue(Shortened(_original.MessageTemplate.Text, templateLimit)));
        return new LogEvent(
            _original.Timestamp,
            _original.Level,
            exception: null,
            _template,
            _reason.Append(which),
            _original.TraceId ?? default(ActivityTraceId),
            _original.SpanId ?? default(ActivitySpanId));
    }

    private static string Shortened(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit), "…");
}
