using System.Globalization;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Formats values as plain text.</summary>
internal static class ValueTexts
{
    /// <summary>Returns <c>ToString()</c>, with the invariant culture if supported; a placeholder if it throws.</summary>
    internal static string Of(object? value)
    {
        try
        {
            var text = value is IFormattable formattable
                ? formattable.ToString(format: null, CultureInfo.InvariantCulture)
                : value?.ToString();
            return text ?? "";
        }
#pragma warning disable CA1031 // Application code may throw anything.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return $"({value?.GetType()}: its ToString threw {error.GetType()})";
        }
    }

    internal static ReadOnlySpan<byte> BytesOf(object value) => value switch
    {
        byte[] bytes => bytes,
        Memory<byte> bytes => bytes.Span,
        _ => ((ReadOnlyMemory<byte>)value).Span,
    };
}
