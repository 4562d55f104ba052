using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Checks whether an event has more values than a formatter should process: formatters recurse and render without a limit. Values captured
/// by Serilog have limited depth; values created by the application may not.
/// </summary>
internal static class ValueBudget
{
    private const int DepthLimit = 64;

    /// <param name="logEvent">The event.</param>
    /// <param name="limit">The maximum number of values, counting repetitions.</param>
    internal static bool IsExceeded(LogEvent logEvent, int limit)
    {
        var left = limit;
        foreach (var (_, value) in logEvent.Properties)
        {
            if (value is not ScalarValue && !TryTake(value, depth: 0, ref left))
                return true;
        }

        return false;
    }

    private static bool TryTake(LogEventPropertyValue value, int depth, ref int left)
    {
        if (--left < 0 || depth == DepthLimit)
            return false;

        switch (value)
        {
            case StructureValue structure:
                for (var i = 0; i < structure.Properties.Count; i++)
                {
                    if (!TryTake(structure.Properties[i].Value, depth + 1, ref left))
                        return false;
                }

                return true;
            case SequenceValue sequence:
                for (var i = 0; i < sequence.Elements.Count; i++)
                {
                    if (!TryTake(sequence.Elements[i], depth + 1, ref left))
                        return false;
                }

                return true;
            case DictionaryValue dictionary:
                foreach (var (_, element) in dictionary.Elements)
                {
                    if (!TryTake(element, depth + 1, ref left))
                        return false;
                }

                return true;
            default:
                return value is ScalarValue; // An application-defined type may render without end.
        }
    }
}
