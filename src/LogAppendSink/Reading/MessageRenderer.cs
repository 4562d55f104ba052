using System.Text;
using LogAppendSink.Clef;

namespace LogAppendSink.Reading;

/// <summary>
/// Fills the holes of a message template (<see href="https://messagetemplates.org"/>) with the values of its event. A formatted hole takes
/// its stored rendering. A hole without a value stays as written.
/// </summary>
internal static class MessageRenderer
{
    // Limits the blanks that a template can request.
    private const int WidthMax = 1000;

    internal static string Render(LogEvent logEvent)
    {
        var template = logEvent.MessageTemplate ?? "";
        if (!template.AsSpan().ContainsAny('{', '}'))
            return template;

        var text = new StringBuilder(template.Length * 2);
        var next = 0;
        var skipsAbsent = SkipsAbsent(logEvent, template);
        for (var pieces = new TemplateReader(template); pieces.Read();)
        {
            if (!pieces.IsHole)
            {
                text.Append(pieces.Piece);
                continue;
            }

            var isFound = TryGetValue(logEvent, pieces.Name, out var property);
            if (!pieces.Format.IsEmpty && next < logEvent.Renderings.Count && (isFound || !skipsAbsent))
                text.Append(logEvent.Renderings[next++]); // The writer has aligned it.
            else if (isFound)
                AppendAligned(text, property.Text, pieces.Width);
            else
                text.Append(pieces.Piece);
        }

        return text.ToString();
    }

    /// <summary>Whether the message contains a property.</summary>
    internal static bool Shows(LogEvent logEvent, string name)
    {
        if (logEvent.Message is not null || logEvent.MessageTemplate is not { } template)
            return false;
        for (var pieces = new TemplateReader(template); pieces.Read();)
        {
            if (pieces.IsHole && pieces.Name.SequenceEqual(name))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the writer stored no rendering for holes without a value. Serilog stores one. A writer that treats <c>{x: 1}</c> as text
    /// does not, and its renderings would be matched with the wrong holes.
    /// </summary>
    private static bool SkipsAbsent(LogEvent logEvent, string template)
    {
        if (logEvent.Renderings.Count == 0)
            return false;

        var (holes, withValue) = (0, 0);
        for (var pieces = new TemplateReader(template); pieces.Read();)
        {
            if (!pieces.IsHole || pieces.Format.IsEmpty)
                continue;
            holes++;
            withValue += TryGetValue(logEvent, pieces.Name, out _) ? 1 : 0;
        }

        return logEvent.Renderings.Count < holes && logEvent.Renderings.Count == withValue;
    }

    private static bool TryGetValue(LogEvent logEvent, ReadOnlySpan<char> name, out LogEventProperty property) =>
        logEvent.TryGetProperty(name, out property)
        || (name.Contains('.') && PropertyPath.Dotted(name.ToString()).TryFind(logEvent, out property)); // Some writers nest dotted names.

    private static void AppendAligned(StringBuilder text, string value, int width)
    {
        width = Math.Clamp(width, -WidthMax, WidthMax);
        text.Append(width < 0 ? value.PadRight(-width) : value.PadLeft(width));
    }
}
