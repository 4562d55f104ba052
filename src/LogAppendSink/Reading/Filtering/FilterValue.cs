namespace LogAppendSink.Reading.Filtering;

/// <summary>The value of an operand for an event: null, a boolean, a number, a text, a time or a level.</summary>
/// <param name="Content">
/// Null, or a <see cref="bool"/>, <see cref="ExactNumber"/>, <see cref="string"/>, <see cref="DateTimeOffset"/>, <see cref="EventLevel"/>.
/// </param>
internal readonly record struct FilterValue(object? Content)
{
    internal static FilterValue Null => new(null);

    internal bool IsTrue => Content is true;

    /// <summary>Returns less, equal or greater; null if the two kinds cannot be compared.</summary>
    /// <remarks>A text is converted to compare it with a level, a time or a number.</remarks>
    internal static int? Compare(FilterValue left, FilterValue right) => (left.Content, right.Content) switch
    {
        (null, null) => 0,
        (bool a, bool b) => a.CompareTo(b),
        (ExactNumber a, ExactNumber b) => a.CompareTo(b),
        (string a, string b) => Math.Sign(string.CompareOrdinal(a, b)),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (EventLevel a, EventLevel b) => a.Rank.CompareTo(b.Rank),
        (EventLevel a, string b) => a.CompareTo(b),
        (DateTimeOffset a, string b) =>
            RecordTime.TryParse(b, out var time) || TimeText.TryParseTime(b, out time) ? a.CompareTo(time) : null,
        (string, EventLevel or DateTimeOffset) => -Compare(right, left),
        (ExactNumber a, string b) => ExactNumber.TryParse(b, out var number) ? a.CompareTo(number) : null,
        (string, ExactNumber) => -Compare(right, left),
        _ => null,
    };
}
