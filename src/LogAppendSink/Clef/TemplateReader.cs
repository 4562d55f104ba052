using System.Globalization;

namespace LogAppendSink.Clef;

/// <summary>
/// Reads a message template piece by piece: texts, and holes for values. The writing front ends and the rendering readers share it, so that
/// they agree on what a hole is.
/// </summary>
/// <remarks>
/// The grammar is that of Serilog 4.4, which other readers use too. <code>
/// template  = { text | "{{" | "}}" | hole }
/// hole      = "{" [ "@" | "$" ] name [ "," [ "-" ] digits ] [ ":" format ] "}"
/// name      = digits | part { "." part }      part: letters, digits and "_", no digit first
/// format    = any characters but "}"
/// </code>
/// The first "}" ends a hole. Any other content of braces is text, including the braces. A single brace is also text. Nothing is allocated.
/// </remarks>
internal ref struct TemplateReader(ReadOnlySpan<char> template)
{
    private ReadOnlySpan<char> _rest = template;

    /// <summary>Whether the current piece is a hole; otherwise it is text.</summary>
    internal bool IsHole { get; private set; }

    /// <summary>The text with doubled braces unescaped, or the whole hole with its braces. A text may consist of several pieces.</summary>
    internal ReadOnlySpan<char> Piece { get; private set; }

    /// <summary>The name in the hole, without a capturing hint.</summary>
    internal ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The format in the hole; empty if it has none.</summary>
    internal ReadOnlySpan<char> Format { get; private set; }

    /// <summary>The minimum width in the hole: positive to pad on the left, negative on the right, 0 for none.</summary>
    internal int Width { get; private set; }

    /// <summary>Advances to the next piece; false at the end.</summary>
    internal bool Read()
    {
        IsHole = false;
        if (_rest.IsEmpty)
            return false;

        var brace = _rest.IndexOfAny('{', '}');
        if (brace != 0)
            return Take(length: brace < 0 ? _rest.Length : brace, skipped: 0);
        if (_rest.Length > 1 && _rest[1] == _rest[0])
            return Take(length: 1, skipped: 1);
        if (_rest[0] == '}')
            return Take(length: 1, skipped: 0);

        var close = _rest.IndexOf('}');
        if (close < 0)
            return Take(_rest.Length, skipped: 0);

        IsHole = TryReadHole(_rest[1..close]);
        return Take(close + 1, skipped: 0);
    }

    private bool Take(int length, int skipped)
    {
        Piece = _rest[..length];
        _rest = _rest[(length + skipped)..];
        return true;
    }

    /// <param name="content">The content of the braces.</param>
    private bool TryReadHole(ReadOnlySpan<char> content)
    {
        var colon = content.IndexOf(':');
        var head = colon < 0 ? content : content[..colon];
        var comma = head.IndexOf(',');
        var name = comma < 0 ? head : head[..comma];
        if (name is ['@' or '$', ..])
            name = name[1..];

        var width = 0;
        if (!IsName(name) || (comma >= 0 && !TryReadWidth(head[(comma + 1)..], out width)))
            return false;

        Name = name;
        Format = colon < 0 ? default : content[(colon + 1)..];
        Width = width;
        return true;
    }

    private static bool TryReadWidth(ReadOnlySpan<char> text, out int width)
    {
        var isLeft = text is ['-', ..];
        var isRead = int.TryParse(isLeft ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out width);
        width = isLeft ? -width : width;
        return isRead;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return false;
        if (char.IsDigit(name[0]))
            return IsPositional(name);

        var isPartStart = true;
        foreach (var c in name)
        {
            var isInPart = c == '_' || char.IsLetter(c) || (char.IsDigit(c) && !isPartStart);
            if (!isInPart && (c != '.' || isPartStart))
                return false;
            isPartStart = c == '.';
        }

        return !isPartStart;
    }

    private static bool IsPositional(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsDigit(c))
                return false;
        }

        return true;
    }
}
