using System.Globalization;
using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>
/// Parses the times of records from various writers. A time without a zone is UTC. A number counts seconds, milliseconds, microseconds or
/// nanoseconds since 1970, detected by its size.
/// </summary>
internal static class RecordTime
{
    /// <summary>The longest text accepted. An escaped character takes up to six.</summary>
    private const int TextLengthMax = 256;

    private const decimal SecondsLimit = 1e11m;
    private const decimal MillisecondsLimit = 1e14m;
    private const decimal MicrosecondsLimit = 1e17m;

    /// <summary>Reads the current value of a reader; false if it is not a time.</summary>
    /// <exception cref="InvalidOperationException">The text is not valid UTF-8, or contains half a surrogate pair.</exception>
    internal static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset time)
    {
        time = default;
        if (reader.TokenType == JsonTokenType.Number)
            return decimal.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && TryConvertEpoch(number, out time);
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > TextLengthMax)
            return false;

        // Most times end in Z, and the runtime parses these fastest. Without a zone, the runtime would assume local time.
        if (reader.ValueSpan is [.., (byte)'Z'] && reader.TryGetDateTimeOffset(out time))
            return true;

        Span<char> text = stackalloc char[TextLengthMax];
        return TryParse(text[..reader.CopyString(text)], out time);
    }

    /// <summary>
    /// Parses ISO 8601 variants, an epoch number, or any text that <see cref="DateTimeOffset"/> parses; false for any other text.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        text = text.Trim();
        if (IsoTime.TryParse(text, out time))
            return true;

        // Epoch numbers in seconds to nanoseconds, for the years 2001 to 2286.
        if (text.Length is 10 or 13 or 16 or 19 && !text.ContainsAnyExceptInRange('0', '9'))
            return TryConvertEpoch(decimal.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture), out time);

        // The runtime parses "1.5" as a day in January, so require a year.
        return HasYear(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool TryConvertEpoch(decimal number, out DateTimeOffset time)
    {
        time = default;
        var ticks = Math.Abs(number) switch
        {
            < SecondsLimit => number * TimeSpan.TicksPerSecond,
            < MillisecondsLimit => number * TimeSpan.TicksPerMillisecond,
            < MicrosecondsLimit => number * TimeSpan.TicksPerMicrosecond,
            _ => number / TimeSpan.NanosecondsPerTick,
        };
        ticks += DateTimeOffset.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return true;
    }

    private static bool HasYear(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits = char.IsAsciiDigit(c) ? digits + 1 : 0;
            if (digits == 4)
                return text.Length > digits + 3;
        }

        return false;
    }
}
