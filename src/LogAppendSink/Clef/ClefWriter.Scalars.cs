namespace LogAppendSink.Clef;

// Values whose type is known only when they are logged.
public sealed partial class ClefWriter
{
    /// <summary>
    /// Writes a value by its type: null, strings, booleans, numbers, dates, times, <see cref="Guid"/>, <see cref="char"/>
    /// and <c>byte[]</c> in their own form, anything else, enums too, as the string that its <c>ToString()</c> gives.
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
    /// What <c>ToString()</c> says. It is the application's code: when it throws, the rest of the event is still worth having.
    /// </summary>
    private string TextOf(object value)
    {
        try
        {
            return value.ToString() ?? "";
        }
        catch (Exception error)
        {
            return Faulted(value, error);
        }
    }

    private string Faulted(object value, Exception error)
    {
        Fault ??= error;
        return $"({value.GetType()}: its ToString threw {error.GetType()})";
    }
}
