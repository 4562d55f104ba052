using System.Globalization;
using System.Text;

namespace LogAppendSink.Cli.Terminal;

/// <summary>A text of somebody else's, as it is shown: whatever it holds, it does not reach the terminal as a command.</summary>
/// <remarks>
/// Control characters are shown as pictures, and characters that are not visible but change what is, such as the order of others, by their
/// code: <c>&lt;U+202E&gt;</c>. A person who can make an application log something, or name an object, could otherwise rewrite the user's
/// screen.
/// </remarks>
internal static class ShownText
{
    /// <summary>The text, on one line.</summary>
    internal static string Of(string text) => HasHidden(text) ? Append(new StringBuilder(text.Length), text).ToString() : text;

    /// <summary>The text, on lines of its own.</summary>
    internal static string OfLines(string text) => HasHidden(text) ? Append(new StringBuilder(text.Length), text, indent: "").ToString() : text;

    /// <param name="shown">Where it is appended.</param>
    /// <param name="text">The text.</param>
    /// <param name="indent">Before each line; null where there are to be no lines.</param>
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
                shown.Append((char)('\u2400' + rune.Value)); // The pictures of control characters stand in their order.
            else if (Rune.IsControl(rune))
                shown.Append('\uFFFD');
            else
                shown.Append(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>");
        }

        return shown;
    }

    /// <summary>Whether a character is invisible and no white space: a control or format character, or a separator of lines.</summary>
    internal static bool IsHidden(Rune rune) => rune.Value switch
    {
        < 0x7F => rune.Value < ' ' && rune.Value != '\t',
        0x200C or 0x200D => false, // They join letters and pictures.
        // Visible, though "format" by category.
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
