namespace LogAppendSink.Cli.Filtering;

/// <summary>A filter that cannot be read; the message says where and what was expected.</summary>
internal sealed class FilterSyntaxException(int position, string fault)
    : FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"character {position + 1}: {fault}"));
