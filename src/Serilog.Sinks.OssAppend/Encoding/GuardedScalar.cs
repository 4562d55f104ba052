using System.Globalization;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>A value that throws for no format: it is rendered without the format then, and where it throws for none, a text says so.</summary>
internal sealed class GuardedScalar(LogEventPropertyValue value) : ScalarValue(ScalarOf(value))
{
    public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) =>
        output.Write(Rendered(format, formatProvider));

    /// <summary>A formatter may take the scalar's value itself, without rendering it.</summary>
    private static object? ScalarOf(LogEventPropertyValue value)
    {
        var scalar = value is ScalarValue held ? held.Value : value;
        try
        {
            if (scalar is IFormattable formattable)
            {
                formattable.ToString(format: null, CultureInfo.InvariantCulture);
                return scalar; // A number stays one.
            }

            return scalar?.ToString();
        }
        catch (Exception error)
        {
            return Placeholder(scalar!, error); // A null does not throw.
        }
    }

    private static string Placeholder(object value, Exception error) => $"({value.GetType()}: its ToString threw {error.GetType()})";

    private string Rendered(string? format, IFormatProvider? formatProvider)
    {
        try
        {
            return RenderedInto(format, formatProvider);
        }
        catch (Exception)
        {
            // Below without what the application has given: neither its format nor its culture.
        }

        try
        {
            return RenderedInto(format: null, CultureInfo.InvariantCulture);
        }
        catch (Exception error)
        {
            return Placeholder((value as ScalarValue)?.Value ?? value, error);
        }
    }

    private string RenderedInto(string? format, IFormatProvider? formatProvider)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        value.Render(text, format, formatProvider);
        return text.ToString();
    }
}
