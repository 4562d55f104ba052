using System.Globalization;
using System.Text;

namespace LogAppendSink.Reading;

/// <summary>
/// Fills the holes of a message template (<see href="https://messagetemplates.org"/>) with the values of its event. A hole with a format
/// takes what the writer rendered for it; one without a value stays as it stands.
/// </summary>
internal static class MessageRenderer
{
    // A template could otherwise ask for gigabytes of blanks.
    private const int AlignmentMax = 1000;

    internal static string Render(LogEvent logEvent)
    {
        var template = logEvent.MessageTemplate ?? "";
        if (!template.AsSpan().ContainsAny('{', '}'))
            return template;

        var text = new StringBuilder(template.Length * 2);
        var rendering = 0;
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }

            var close = c == '{' ? template.IndexOf('}', i) : -1;
            if (close < 0)
            {
                text.Append(c);
                continue;
            }

            AppendHole(text, logEvent, template.AsSpan(i, close - i + 1), ref rendering);
            i = close;
        }

        return text.ToString();
    }

    /// <param name="text">Takes the value.</param>
    /// <param name="logEvent">Has it.</param>
    /// <param name="hole">With its braces.</param>
    /// <param name="rendering">Which of the renderings is next.</param>
    private static void AppendHole(StringBuilder text, LogEvent logEvent, ReadOnlySpan<char> hole, ref int rendering)
    {
        var inner = hole[1..^1];
        var colon = inner.IndexOf(':');
        var nameAndAlignment = colon < 0 ? inner : inner[..colon];
        var comma = nameAndAlignment.IndexOf(',');
        var name = (comma < 0 ? nameAndAlignment : nameAndAlignment[..comma]).TrimStart("@$");

        string value;
        if (colon >= 0 && rendering < logEvent.Renderings.Count)
            value = logEvent.Renderings[rendering++];
        else if (logEvent.TryGetProperty(name.ToString(), out var property))
            value = property.Text;
        else
        {
            text.Append(hole);
            return;
        }

        // What has a format has been aligned by the writer along with it.
        if (colon < 0 && comma >= 0 && int.TryParse(nameAndAlignment[(comma + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var width))
        {
            width = Math.Clamp(width, -AlignmentMax, AlignmentMax); // Before the sign is changed: the least number has no positive.
            value = width < 0 ? value.PadRight(-width) : value.PadLeft(width);
        }

        text.Append(value);
    }
}
