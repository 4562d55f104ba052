namespace LogAppendSink.Reading.Filtering;

/// <summary>SQL's <c>like</c>, case-insensitive: <c>%</c> matches any characters, <c>_</c> matches one.</summary>
internal sealed record LikePattern(string Text)
{
    internal bool IsMatch(ReadOnlySpan<char> value)
    {
        // Backtrack only to the last '%': the time is then at most the product of the lengths.
        var (pattern, position) = (0, 0);
        var (afterPercent, retryAt) = (-1, 0);
        while (position < value.Length)
        {
            if (pattern < Text.Length && Text[pattern] == '%')
            {
                afterPercent = ++pattern;
                retryAt = position;
            }
            else if (pattern < Text.Length
                && (Text[pattern] == '_' || char.ToUpperInvariant(Text[pattern]) == char.ToUpperInvariant(value[position])))
            {
                pattern++;
                position++;
            }
            else if (afterPercent >= 0)
            {
                pattern = afterPercent;
                position = ++retryAt;
            }
            else
            {
                return false;
            }
        }

        return Text.AsSpan(pattern).Trim('%').IsEmpty;
    }
}
