using System.Globalization;
using System.Text;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Makes untrusted text safe to show: it cannot send commands to the terminal.</summary>
/// <remarks>
/// Control characters become their Unicode pictures. Invisible characters that change the display, e.g. the text direction, become their
/// code: <c>&lt;U+202E&gt;</c>. Otherwise an attacker who controls a log message or an object's name could rewrite the user's screen.
/// </remarks>
internal static class ShownText
{
    /// <summary>Returns the text on one line.</summary>
    internal static string Of(string text) => HasHidden(text) ? Append(new StringBuilder(text.Length), text).ToString() : text;

    /// <summary>Returns the text with its line breaks.</summary>
    internal static string OfLines(string text) =>
        HasHidden(text) ? Append(new StringBuilder(text.Length), text, indent: "").ToString() : text;

    /// <param name="shown">The text is appended here.</param>
    /// <param name="text">The text.</param>
    /// <param name="indent">Inserted before each line; null for one line.</param>
    internal static StringBuilder Append(StringBuilder shown, string text, string? indent = null)
    {
        shown.Append(indent);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && indent is not null)
                shown.Append('\n').Append(indent);
            else if (rune.Value == '\r' && indent is not null)
                continue;
            else if (!IsHidden(rune))
                shown.Append(rune.ToString());
            else if (rune.Value < ' ')
                shown.Append((char)('\u2400' + rune.Value)); // The pictures are in the order of the control characters.
            else if (Rune.IsControl(rune))
                shown.Append('\uFFFD');
            else
                shown.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }

        return shown;
    }

    /// <summary>Whether a character is invisible but not white space: a control or format character, or a line separator.</summary>
    internal static bool IsHidden(Rune rune) => rune.Value switch
    {
        < 0x7F => rune.Value < ' ' && rune.Value != '\t',
        0x200C or 0x200D => false, // Zero-width joiners are part of letters and emoji.
        // Visible, although their category is "format".
        >= 0x0600 and <= 0x0605 or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD => false,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    private static bool HasHidden(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune))
                return true;
        }

        return false;
    }
}
