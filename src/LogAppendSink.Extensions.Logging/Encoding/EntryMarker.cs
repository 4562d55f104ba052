using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The short event that stands for one that could not be written: when it happened, its level and trace, why it is left out, and which
/// one it was. The words are those of the Serilog front end.
/// </summary>
internal sealed class EntryMarker
{
    /// <summary>Characters of the left-out event's template to try, until the marker itself is within the limit.</summary>
    internal static readonly IReadOnlyList<int> TemplateLimits = [256, 32, 0];

    internal const string EncodingErrorName = "EncodingError";

    // Types' names can be long too (generics), and nothing else bounds them.
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

    /// <summary>How large the event is at least, and how large it might be; null where that is not the reason.</summary>
    internal (long SizeBytes, int LimitBytes)? Size { get; private init; }

    /// <summary>The type of what encoding threw; null where that is not the reason.</summary>
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

    /// <summary>The marker in words, for a log of text.</summary>
    internal string Message(int templateLimit) => Size is { } size
        ? string.Create(CultureInfo.InvariantCulture, $"An event of {size.SizeBytes} bytes is left out, because EventBodyLimitBytes is {size.LimitBytes}. Its template: {EventTemplate(templateLimit)}")
        : $"An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate(templateLimit)}";

    private static string Shortened(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit), "…");
}
