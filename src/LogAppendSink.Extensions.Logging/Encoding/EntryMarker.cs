using System.Globalization;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The short event that replaces one that could not be written: its time, level and trace, the reason, and its template. The wording is the
/// same as in the Serilog front end.
/// </summary>
internal sealed class EntryMarker
{
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
        MarkerText.TooLargeTemplate)
    {
        Size = (sizeBytes, limitBytes),
    };

    internal static EntryMarker NotEncoded(in Entry entry, string eventTemplate, Exception error) => new(
        entry.Level,
        entry.Category.Value,
        eventTemplate,
        entry.Timestamp,
        MarkerText.NotEncodedTemplate)
    {
        EncodingError = MarkerText.EncodingErrorOf(error),
    };

    internal string EventTemplate(int limit) => MarkerText.Shorten(_eventTemplate, limit);

    /// <summary>Returns the marker as text, for a text log.</summary>
    internal string Message(int templateLimit) => Template
        .Replace("{EventSizeBytes}", Size?.SizeBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{EventBodyLimitBytes}", Size?.LimitBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{EncodingError}", EncodingError, StringComparison.Ordinal)
        .Replace("{EventTemplate}", EventTemplate(templateLimit), StringComparison.Ordinal);
}
