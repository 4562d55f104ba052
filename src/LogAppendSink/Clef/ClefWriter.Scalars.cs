using System.Globalization;

namespace LogAppendSink.Clef;

// Values whose type is known only when they are logged.
public sealed partial class ClefWriter
{
    /// <summary>
    /// Writes a value by its type: null, strings, booleans, numbers, dates, times, <see cref="Guid"/>, <see cref="char"/>
    /// and <c>byte[]</c> in their own form, anything else, enums too, as the string that its <c>ToString()</c> gives, with the invariant
    /// culture where it takes one.
    /// </summary>
    /// <remarks>Where <c>ToString()</c> throws, a text that says so is written and <see cref="Fault"/> is set.</remarks>
    public void WriteScalar(object? value)
    {
        // The frequent types first: the tests are made one after the other.
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
    /// Writes the name of the value that follows from the key of a dictionary: its text, with the invariant culture. Never throws for what the
    /// key's <c>ToString()</c> throws; a text that says so is written.
    /// </summary>
    public void WriteKey(object? key) => WritePropertyName(key is null ? "null" : key as string ?? TextOf(key));

    /// <summary>
    /// What <c>ToString()</c> says. It is the application's code: when it throws, the rest of the event is still worth having.
    /// </summary>
    private string TextOf(object value)
    {
        try
        {
            // The thread's culture is not the log's: hosts with different ones may share an object.
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

    /// <summary>Enums take no culture, and write the thread's minus for a negative number that has no name.</summary>
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
