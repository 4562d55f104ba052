using System.Globalization;

namespace LogAppendSink.Reading.Filtering;

/// <summary>Moments as people type them: <c>2h</c> ago, or a date, or a date with a time; UTC unless it says otherwise.</summary>
internal static class TimeText
{
    internal static bool TryParseTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out time);

    /// <exception cref="FormatException">It is neither.</exception>
    internal static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (TryParseSpan(text.Trim(), out var span))
            return now - span;
        return TryParseTime(text, out var time)
            ? time
            : throw new FormatException($"'{text}' is no time; write e.g. 90s, 30m, 2h, 7d, 2026-03-01 or 2026-03-01T07:00:00Z.");
    }

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 100_000)
            return false;

        TimeSpan? unit = char.ToLowerInvariant(text[^1]) switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        span = (unit ?? TimeSpan.Zero) * number;
        return unit is not null;
    }
}
