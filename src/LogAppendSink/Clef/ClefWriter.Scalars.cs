using System.Globalization;

namespace LogAppendSink.Clef;

// Values whose type is known only at run time.
public sealed partial class ClefWriter
{
    /// <summary>
    /// Writes a value by its type. Null, strings, booleans, numbers, dates, times, <see cref="Guid"/>, <see cref="char"/> and <c>byte[]</c>
    /// have their own form. Any other value, including enums, becomes the string from <c>ToString()</c>, with the invariant culture if
    /// supported.
    /// </summary>
    /// <remarks>If <c>ToString()</c> throws, a placeholder is written and <see cref="Fault"/> is set.</remarks>
    public void WriteScalar(object? value)
    {
        // Frequent types first: the types are tested in order.
        switch (value)
        {
            case null:
                WriteNull();
                break;
            case string text:
                WriteString(text);
                break;
            case int number:
                WriteValue(number);
                break;
            case long number:
                WriteValue(number);
                break;
            case bool flag:
                WriteValue(flag);
                break;
            case double number:
                WriteValue(number);
                break;
            case decimal number:
                WriteValue(number);
                break;
            case Guid id:
                WriteValue(id);
                break;
            case DateTime time:
                WriteValue(time);
                break;
            case DateTimeOffset time:
                WriteValue(time);
                break;
            case TimeSpan duration:
                WriteValue(duration);
                break;
            default:
                WriteRareScalar(value);
                break;
        }
    }

    private void WriteRareScalar(object value)
    {
        switch (value)
        {
            case float number:
                WriteValue(number);
                break;
            case uint number:
                WriteValue(number);
                break;
            case ulong number:
                WriteValue(number);
                break;
            case short number:
                WriteValue(number);
                break;
            case ushort number:
                WriteValue((uint)number);
                break;
            case byte number:
                WriteValue((uint)number);
                break;
            case sbyte number:
                WriteValue(number);
                break;
            case char character:
                WriteString([character]);
                break;
            case DateOnly date:
                WriteValue(date);
                break;
            case TimeOnly time:
                WriteValue(time);
                break;
            case byte[] bytes:
                WriteBytes(bytes);
                break;
            default:
                WriteString(TextOf(value));
                break;
        }
    }

    /// <summary>
    /// Writes the key of a dictionary as the name of the following value, with the invariant culture. If <c>ToString()</c> throws, a
    /// placeholder is written.
    /// </summary>
    public void WriteKey(object? key) => WritePropertyName(key is null ? "null" : key as string ?? TextOf(key));

    /// <summary>
    /// Returns the value's <c>ToString()</c>. It is application code: if it throws, the rest of the event is still written.
    /// </summary>
    private string TextOf(object value)
    {
        try
        {
            // Hosts with different cultures may share an object, so the thread's culture is not used.
            return (value switch
            {
                Enum named => TextOf(named),
                IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            }) ?? "";
        }
        catch (Exception error)
        {
            return Faulted(value, error);
        }
    }

    /// <summary>
    /// Formats an enum. Enums ignore the format provider and use the thread's minus sign for a negative number without a name.
    /// </summary>
    private static string TextOf(Enum value)
    {
        var text = value.ToString();
        return text.StartsWith(NumberFormatInfo.CurrentInfo.NegativeSign, StringComparison.Ordinal)
            ? ((IConvertible)value).ToInt64(CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : text;
    }

    private string Faulted(object value, Exception error)
    {
        CountFault(error);
        return FaultText(value, error);
    }

    internal static string FaultText(object value, Exception error) => $"({value.GetType()}: its ToString threw {error.GetType()})";
}
