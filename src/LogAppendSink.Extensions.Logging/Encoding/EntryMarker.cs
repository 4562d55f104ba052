using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The short event that replaces one that could not be written: its time, level and trace, the reason, and its template. The wording is the
/// same as in the Serilog front end.
/// </summary>
internal sealed class EntryMarker
{
    /// <summary>The lengths of the template to try, until the marker fits the limit.</summary>
    internal static readonly IReadOnlyList<int> TemplateLimits = [256, 32, 0];

    internal const string EncodingErrorName = "EncodingError";

    // Names of generic types can be long, and no other limit applies to them.
    private const int ErrorLimit = 200;

    private readonly string _eventTemplate;

    private EntryMarker(LogLevel level, string category, string eventTemplate, DateTimeOffset timestamp, string template)
    {
        Level = level;
        Category = category;
        Timestamp = timestamp;
        Template = template;
        _eventTemplate = eventTemplate;
    }

    internal LogLevel Level { get; }

    internal string Category { get; }

    internal DateTimeOffset Timestamp { get; }

    internal string Template { get; }

    internal TraceIds Trace { get; } = TraceIds.Current;

    /// <summary>The event's size and its limit; null if size is not the reason.</summary>
    internal (long SizeBytes, int LimitBytes)? Size { get; private init; }

    /// <summary>The type of the exception from encoding; null if that is not the reason.</summary>
    internal string? EncodingError { get; private init; }

    internal static EntryMarker TooLarge(in Entry entry, string eventTemplate, long sizeBytes, int limitBytes) => new(
        entry.Level,
        entry.Category.Value,
        eventTemplate,
        entry.Timestamp,
        "An event of {EventSizeBytes} bytes is left out, because EventBodyLimitBytes is {EventBodyLimitBytes}. Its template: {EventTemplate}")
    {
        Size = (sizeBytes, limitBytes),
    };

    internal static EntryMarker NotEncoded(in Entry entry, string eventTemplate, Exception error) => new(
        entry.Level,
        entry.Category.Value,
        eventTemplate,
        entry.Timestamp,
        "An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate}")
    {
        EncodingError = Shortened(error.GetType().ToString(), ErrorLimit),
    };

    internal string EventTemplate(int limit) => Shortened(_eventTemplate, limit);

    /// <summary>Returns the marker as text, for a text log.</summary>
    internal string Message(int templateLimit) => Size is { } size
        ? string.Create(CultureInfo.InvariantCulture, $"An event of {size.SizeBytes} bytes is left out, because EventBodyLimitBytes is {size.LimitBytes}. Its template: {EventTemplate(templateLimit)}")
        : $"An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate(templateLimit)}";

    private static string Shortened(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit), "…");
}
