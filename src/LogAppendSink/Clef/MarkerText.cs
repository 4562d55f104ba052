namespace LogAppendSink.Clef;

/// <summary>
/// The texts of a marker: the short event that replaces one that could not be written. Shared by the front ends, so that one search finds
/// the markers of all of them.
/// </summary>
internal static class MarkerText
{
    internal const string TooLargeTemplate =
        "An event of {EventSizeBytes} bytes is left out, because EventBodyLimitBytes is {EventBodyLimitBytes}. "
        + "Its template: {EventTemplate}";

    internal const string NotEncodedTemplate =
        "An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate}";

    /// <summary>The property with the type of the exception from encoding.</summary>
    internal const string EncodingErrorName = "EncodingError";

    // Names of generic types can be long, and no other limit applies to them.
    private const int ErrorLimit = 200;

    /// <summary>The lengths of the original template to try, until the marker fits the limit.</summary>
    internal static IReadOnlyList<int> TemplateLimits { get; } = [256, 32, 0];

    /// <summary>Returns the value of <see cref="EncodingErrorName"/>.</summary>
    internal static string EncodingErrorOf(Exception error) => Shorten(error.GetType().ToString(), ErrorLimit);

    internal static string Shorten(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit), "…");
}
