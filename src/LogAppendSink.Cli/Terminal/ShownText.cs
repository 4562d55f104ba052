using System.Text;

namespace LogAppendSink.Cli.Terminal;

/// <summary>A text of somebody else's, as it is shown: whatever it holds, it does not reach the terminal as a command.</summary>
/// <remarks>
/// Control characters are shown as pictures. Whoever can make an application log something, or name an object, could otherwise rewrite the
/// screen of the one who looks.
/// </remarks>
internal static class ShownText
{
    /// <summary>The text, on one line.</summary>
    internal static string Of(string text) => text.Any(char.IsControl) ? Append(new StringBuilder(text.Length), text).ToString() : text;

    /// <summary>The text, on lines of its own.</summary>
    internal static string OfLines(string text) => text.Any(char.IsControl) ? Append(new StringBuilder(text.Length), text, indent: "").ToString() : text;

    /// <param name="shown">Where it is appended.</param>
    /// <param name="text">The text.</param>
    /// <param name="indent">Before each line; null where there are to be no lines.</param>
    internal static StringBuilder Append(StringBuilder shown, string text, string? indent = null)
    {
        shown.Append(indent);
        foreach (var c in text)
        {
            if (c == '\n' && indent is not null)
                shown.Append('\n').Append(indent);
            else if (c == '\r' && indent is not null)
                continue;
            else if (c < ' ' && c != '\t')
                shown.Append((char)('\u2400' + c)); // The pictures of control characters stand in their order.
            else if (char.IsControl(c) && c != '\t')
                shown.Append('\uFFFD');
            else
                shown.Append(c);
        }

        return shown;
    }
}
