namespace LogAppendSink.Reading.Filtering;

/// <summary>An invalid filter. The message gives the position and what was expected.</summary>
internal sealed class FilterSyntaxException(int position, string fault)
    : FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"character {position + 1}: {fault}"))
{
    /// <summary>The zero-based position of the error; the filter's length if the filter ends too early.</summary>
    internal int Position { get; } = position;
}
