using System.Globalization;

namespace LogAppendSink.Reading.Filtering;

/// <summary>A number with all its digits, so that 64-bit ids and amounts compare exactly.</summary>
internal sealed class ExactNumber : IComparable<ExactNumber>
{
    // Larger than any real exponent, and small enough that adding a length cannot overflow.
    private const long ExponentMax = long.MaxValue / 8;

    private readonly string _text;
    private readonly int _sign;

    // The value is sign * 0.DIGITS * 10^exponent. Zero has no digits; digits never start or end with 0.
    private readonly string _digits;
    private readonly long _exponent;

    private ExactNumber(string text, int sign, string digits, long exponent) =>
        (_text, _sign, _digits, _exponent) = (text, sign, digits, exponent);

    /// <summary>Parses a number as JSON or .NET writes it. Returns false for any other text, including <c>NaN</c>.</summary>
    internal static bool TryParse(string text, out ExactNumber? number)
    {
        number = null;
        var rest = text.AsSpan().Trim();
        var sign = rest is ['-', ..] ? -1 : 1;
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest is "Infinity")
        {
            number = new ExactNumber(text, sign, "1", long.MaxValue);
            return true;
        }

        var whole = TakeDigits(ref rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if ((whole.IsEmpty && fraction.IsEmpty) || !TryTakeExponent(ref rest, out var exponent) || !rest.IsEmpty)
            return false;

        var digits = string.Concat(whole, fraction);
        var significant = digits.TrimStart('0');
        exponent += whole.Length - (digits.Length - significant.Length);
        significant = significant.TrimEnd('0');
        number = significant.Length == 0
            ? new ExactNumber(text, sign: 0, "", exponent: 0)
            : new ExactNumber(text, sign, significant, exponent);
        return true;
    }

    public int CompareTo(ExactNumber? other)
    {
        if (other is null || _sign != other._sign)
            return _sign.CompareTo(other?._sign ?? int.MinValue);

        // Digit strings without outer zeros compare like text.
        var magnitude = _exponent != other._exponent
            ? _exponent.CompareTo(other._exponent)
            : Math.Sign(string.CompareOrdinal(_digits, other._digits));
        return magnitude * _sign;
    }

    /// <summary>The number as written.</summary>
    public override string ToString() => _text;

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return digits;
    }

    /// <summary>Takes the exponent; 0 without one.</summary>
    private static bool TryTakeExponent(ref ReadOnlySpan<char> rest, out long exponent)
    {
        exponent = 0;
        if (rest is not ['e' or 'E', ..])
            return true;

        rest = rest[1..];
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        var digits = TakeDigits(ref rest);
        if (digits.IsEmpty)
            return false;
        exponent = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? Math.Min(value, ExponentMax)
            : ExponentMax;
        exponent = isNegative ? -exponent : exponent;
        return true;
    }
}
