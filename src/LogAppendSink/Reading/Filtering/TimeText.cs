using System.Buffers;
using System.Globalization;

namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// Parses times as people type them: <c>2h</c> ago, a date, or a date with a time; UTC by default. No other forms are accepted.
/// </summary>
internal static class TimeText
{
    /// <summary>The accepted forms, for messages.</summary>
    internal const string Forms =
        "90s, 30m, 2h, 7d, 1w (ago), 2026-03-01, 2026-03-01T07:00, 2026-03-01T07:00:00.5Z or 2026-03-01T07:00+08:00";

    private const double NumberMax = 100_000;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    // Numbers such as 1.5 are excluded: .NET's parser reads that as January 5.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        .. from separator in new[] { "'T'", "' '" }
           from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
           select $"yyyy-MM-dd{separator}{time}K",
    ];

    /// <summary>Parses a date, or a date with a time.</summary>
    internal static bool TryParseTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    /// <exception cref="FormatException">The text is not in an accepted form.</exception>
    internal static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (TryParseSpan(text.Trim(), out var span))
            return now - DateTimeOffset.MinValue > span ? now - span : DateTimeOffset.MinValue;
        return TryParseTime(text, out var time) ? time : throw new FormatException($"'{text}' is not a time; write e.g. {Forms}.");
    }

    private static bool TryParseSpan(string text, out TimeSpan span)
    {
        span = default;

        // TryParse accepts "NaN" and "Infinity" whatever the style.
        if (text.Length < 2 || text.AsSpan(0, text.Length - 1).ContainsAnyExcept(NumberCharacters)
            || !double.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > NumberMax)
        {
            return false;
        }

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
