
namespace LogAppendSink.Reading.Filtering;

/// <summary>What an operand stands for in an event: null, a truth value, a number, a text, a time, or a level.</summary>
/// <param name="Content">Null, or a <see cref="bool"/>, <see cref="double"/>, <see cref="string"/>, <see cref="DateTimeOffset"/>, <see cref="RecordLevel"/>.</param>
internal readonly record struct FilterValue(object? Content)
{
    internal static FilterValue Null => new(null);

    internal bool IsTrue => Content is true;

    /// <summary>Less, equal or greater; null where the two are of kinds that do not compare.</summary>
    /// <remarks>A level compares with a level's name by rank, a time with a text that is one, a number with a text that is one.</remarks>
    internal static int? Compare(FilterValue left, FilterValue right) => (left.Content, right.Content) switch
    {
        (null, null) => 0,
        (bool a, bool b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => Math.Sign(string.CompareOrdinal(a, b)),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (RecordLevel a, RecordLevel b) => a.CompareTo(b),
        (RecordLevel a, string b) => LevelNames.TryParse(b, out var level) ? a.CompareTo(level) : null,
        (DateTimeOffset a, string b) => TimeText.TryParseTime(b, out var time) ? a.CompareTo(time) : null,
        (string, RecordLevel or DateTimeOffset) => -Compare(right, left),
        (double a, string b) => TryParse(b, out var number) ? a.CompareTo(number) : null,
        (string, double) => -Compare(right, left),
        _ => null,
    };

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number);
}
