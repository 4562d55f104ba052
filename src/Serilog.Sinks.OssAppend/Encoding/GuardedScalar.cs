using System.Globalization;
using LogAppendSink.Clef;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// A value that never throws: if it rejects a format, it is rendered without the format; if it still throws, a placeholder is used.
/// </summary>
internal sealed class GuardedScalar(LogEventPropertyValue value) : ScalarValue(ScalarOf(value))
{
    private const int BytesLimit = 1024 * 1024;

    public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null)
    {
        string text;
        try
        {
            text = Rendered(value, format, formatProvider);
        }
        catch (Exception)
        {
            // Without the application's format or culture, which may have caused the exception.
            text = Rendered(value);
        }

        output.Write(text);
    }

    /// <summary>Returns the scalar's value; a formatter may use it directly instead of rendering.</summary>
    private static object? ScalarOf(LogEventPropertyValue value)
    {
        if (value is not ScalarValue scalar || scalar.GetType() != typeof(ScalarValue))
            return Rendered(value);

        try
        {
            if (scalar.Value is not IFormattable formattable)
                return scalar.Value?.ToString();

            formattable.ToString(format: null, CultureInfo.InvariantCulture);
            return scalar.Value; // Numbers stay numbers.
        }
        catch (Exception error)
        {
            return $"({scalar.Value?.GetType()}: its ToString threw {error.GetType()})";
        }
    }

    private static string Rendered(LogEventPropertyValue value)
    {
        try
        {
            return Rendered(value, format: null, CultureInfo.InvariantCulture);
        }
        catch (Exception error)
        {
            return value is ScalarValue { Value: { } scalar }
                ? $"({scalar.GetType()}: its ToString threw {error.GetType()})"
                : $"({value.GetType()}: its Render threw {error.GetType()})";
        }
    }

    private static string Rendered(LogEventPropertyValue value, string? format, IFormatProvider? formatProvider)
    {
        using var buffer = RecordBuffer.Rent(BytesLimit);
        value.Render(buffer.Text, format, formatProvider);
        return System.Text.Encoding.UTF8.GetString(buffer.Written);
    }
}
