namespace LogAppendSink.Reading.Filtering;

/// <summary>A filter that cannot be read; the message says where and what was expected.</summary>
internal sealed class FilterSyntaxException(int position, string fault)
    : FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"character {position + 1}: {fault}"))
{
    /// <summary>The character where it goes wrong, from 0; the filter's length where it ends too early.</summary>
    internal int Position { get; } = position;
}
