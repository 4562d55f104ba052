using Serilog.Events;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>
/// Whether the values of an event are more than a formatter of Serilog's, or the application's own, should follow: those recurse, and render into
/// texts of their own, without a bound. Values that Serilog has captured are no deeper than its limit; values made by hand may be.
/// </summary>
internal static class ValueBudget
{
    private const int DepthLimit = 64;

    /// <param name="logEvent">The event.</param>
    /// <param name="limit">Most values, each as often as it is found.</param>
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
                return value is ScalarValue; // An application's own kind may render without an end.
        }
    }
}
