using System.Globalization;

namespace LogAppendSink.Emulator.Http;

/// <summary>RFC 1123 dates (<c>Fri, 01 Aug 2025 12:34:56 GMT</c>) and the ISO 8601 form of the XML documents, both in UTC.</summary>
internal static class HttpDates
{
    public static string Format(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>
    /// Formats whole seconds, always followed by <c>.000Z</c>, as in every OSS response. The Python SDK v1 reads no other form, and the
    /// PHP SDK v2 reads one with milliseconds as null.
    /// </summary>
    public static string FormatIso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000Z'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>The resolution of every HTTP date.</summary>
    public static DateTimeOffset TruncateToSecond(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
