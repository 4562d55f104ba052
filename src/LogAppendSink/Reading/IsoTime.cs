namespace LogAppendSink.Reading;

/// <summary>
/// Parses times in ISO 8601 and RFC 3339, more tolerantly than the runtime: offsets without a colon or minutes, a blank or a lower-case
/// letter for <c>T</c>, a decimal comma, dates and times without separators, hour 24 and leap seconds.
/// </summary>
internal ref struct IsoTime
{
    private static readonly TimeSpan OffsetMax = TimeSpan.FromHours(14);

    private ReadOnlySpan<char> _rest;

    private IsoTime(ReadOnlySpan<char> text) => _rest = text;

    /// <summary>Returns false for any other text. A time without a zone is UTC. A leap second becomes the first second after it.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        var parser = new IsoTime(text);
        if (!parser.TryDate(out var date)
            || !parser.TryTimeOfDay(out var timeOfDay)
            || !parser.TryZone(out var offset)
            || !parser._rest.IsEmpty)
        {
            return false;
        }

        var ticks = date.Ticks + timeOfDay.Ticks;
        var utcTicks = ticks - offset.Ticks;
        if (ticks > DateTime.MaxValue.Ticks || utcTicks < 0 || utcTicks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, offset);
        return true;
    }

    private bool TryDate(out DateTime date)
    {
        date = default;
        if (!TryDigits(4, out var year))
            return false;
        var hasDashes = TryTake('-');
        if (!TryDigits(2, out var month) || TryTake('-') != hasDashes || !TryDigits(2, out var day))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTime(year, month, day);
        return true;
    }

    /// <summary>A date without a time means midnight.</summary>
    private bool TryTimeOfDay(out TimeSpan time)
    {
        time = default;
        if (_rest.IsEmpty)
            return true;
        if (_rest[0] is not ('T' or 't' or ' '))
            return false;
        _rest = _rest[1..].TrimStart(' ');

        if (!TryDigits(2, out var hour))
            return false;
        var (minute, second, fraction) = (0, 0, 0L);
        if (TryTake(':') || IsDigitNext)
        {
            if (!TryDigits(2, out minute))
                return false;
            if (TryTake(':') || IsDigitNext)
            {
                if (!TryDigits(2, out second))
                    return false;
                fraction = TakeFraction();
            }
        }

        time = new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(fraction);
        return minute < 60 && second <= 60 && (hour < 24 || time == TimeSpan.FromDays(1));
    }

    private bool TryZone(out TimeSpan offset)
    {
        offset = default;
        _rest = _rest.TrimStart(' ');
        if (_rest.IsEmpty || TryTakeWord("Z") || TryTakeWord("UTC") || TryTakeWord("GMT"))
            return true;

        var isNegative = _rest[0] is '-' or '\u2212'; // U+2212 is the minus sign that ISO 8601 prefers.
        if (!isNegative && _rest[0] != '+')
            return false;
        _rest = _rest[1..];
        if (!TryDigits(2, out var hours))
            return false;
        var minutes = 0;
        if ((TryTake(':') || IsDigitNext) && !TryDigits(2, out minutes))
            return false;

        offset = new TimeSpan(hours, minutes, seconds: 0) * (isNegative ? -1 : 1);
        return minutes < 60 && offset.Duration() <= OffsetMax;
    }

    private bool IsDigitNext => !_rest.IsEmpty && char.IsAsciiDigit(_rest[0]);

    /// <summary>Returns ticks; further digits are truncated.</summary>
    private long TakeFraction()
    {
        if (!TryTake('.') && !TryTake(','))
            return 0;

        var (ticks, unit) = (0L, TimeSpan.TicksPerSecond);
        while (IsDigitNext)
        {
            unit /= 10;
            ticks += (_rest[0] - '0') * unit;
            _rest = _rest[1..];
        }

        return ticks;
    }

    private bool TryDigits(int count, out int number)
    {
        number = 0;
        if (_rest.Length < count)
            return false;
        foreach (var c in _rest[..count])
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (number * 10) + (c - '0');
        }

        _rest = _rest[count..];
        return true;
    }

    private bool TryTake(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c)
            return false;
        _rest = _rest[1..];
        return true;
    }

    private bool TryTakeWord(string word)
    {
        if (!_rest.Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _rest = default;
        return true;
    }
}
