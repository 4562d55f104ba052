using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>Copies an event so that no value or exception throws in a formatter: a placeholder replaces those that would.</summary>
internal sealed class GuardedEvent
{
    // Above the depth to which Serilog captures values. Values created by the application may be deeper, or share parts without limit.
    private const int DepthLimit = 32;
    private const int ValuesLimit = 10_000;

    private int _values;

    private GuardedEvent()
    {
    }

    internal static LogEvent Of(LogEvent logEvent)
    {
        var guarded = new GuardedEvent();
        return new LogEvent(
            logEvent.Timestamp,
            logEvent.Level,
            logEvent.Exception is { } exception ? new GuardedException(exception) : null,
            logEvent.MessageTemplate,
            logEvent.Properties.Select(property => new LogEventProperty(property.Key, guarded.Value(property.Value, depth: 0))),
            logEvent.TraceId ?? default,
            logEvent.SpanId ?? default);
    }

    private LogEventPropertyValue Value(LogEventPropertyValue value, int depth)
    {
        if (depth == DepthLimit || ++_values > ValuesLimit)
            return new ScalarValue(ClefPropertyValue.TooDeep);

        return value switch
        {
            StructureValue structure => new StructureValue(
                structure.Properties.Select(
                    property => new LogEventProperty(property.Name, Value(property.Value, depth + 1))), structure.TypeTag),
            SequenceValue sequence => new SequenceValue(sequence.Elements.Select(element => Value(element, depth + 1))),
            DictionaryValue dictionary => new DictionaryValue(dictionary.Elements.Select(
                element => new KeyValuePair<ScalarValue, LogEventPropertyValue>(element.Key, Value(element.Value, depth + 1)))),
            _ => new GuardedScalar(value),
        };
    }
}
