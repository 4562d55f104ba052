using System.Text;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// Decides from the stored bytes alone that a text cannot be in the rendered message, so that most records need no parsing. In doubt, the
/// record is parsed.
/// </summary>
/// <remarks>
/// The record does not contain the text literally. A message consists of pieces of the record: the literal texts of its template and the
/// values between them. So the text can be in the message only if
/// <list type="bullet">
/// <item>one of its characters is stored as an escape: the text contains such a character, or the record contains <c>\u</c>;</item>
/// <item>it spans pieces: it begins with the end of a literal text, ends with the beginning of one, contains a whole one, or two holes are
/// adjacent;</item>
/// <item>a value is padded with blanks, or the template has doubled braces.</item>
/// </list>
/// The result is cached per template. Not thread-safe.
/// </remarks>
internal sealed class MessagePrefilter
{
    private const int CachedTemplates = 1024;

    private readonly string _text;
    private readonly StringComparison _comparison;
    private readonly bool _isUndecidable;
    private readonly bool _hasEscapable;
    private readonly (byte[] Template, bool MaySpan)[] _known = new (byte[], bool)[CachedTemplates];

    internal MessagePrefilter(string text, bool ignoreCase)
    {
        (_text, _comparison) = (text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

        // Byte search ignores the case of ASCII letters only, and a replacement character may stand for bytes that are not UTF-8.
        _isUndecidable = text.Length == 0 || text.Contains('\uFFFD', StringComparison.Ordinal) || text.Any(char.IsSurrogate)
            || (ignoreCase && !Ascii.IsValid(text));
        _hasEscapable = text.AsSpan().ContainsAny("\"\\/") || text.Any(char.IsControl);
    }

    /// <summary>Whether the text may be in the message of a record that does not contain it literally.</summary>
    internal bool MayBeInMessage(ReadOnlySpan<byte> record)
    {
        if (_isUndecidable || (record.Contains((byte)'\\') && (_hasEscapable || record.IndexOf("\\u"u8) >= 0)))
            return true;

        // Without a template, the message is stored literally.
        var name = "\"@mt\""u8;
        var at = record.IndexOf(name);
        if (at < 0)
            return false;
        var value = record[(at + name.Length)..];
        if (value.IndexOf(name) >= 0)
            return true; // A second one, or one inside a property.

        var begin = value.IndexOf((byte)'"') + 1;
        if (begin == 0 || value[..(begin - 1)].IndexOfAnyExcept(" \t:"u8) >= 0)
            return true;
        var template = value[begin..];
        var end = template.IndexOfAny((byte)'"', (byte)'\\');
        return end < 0 || template[end] == (byte)'\\' || MaySpan(template[..end]);
    }

    private bool MaySpan(ReadOnlySpan<byte> template)
    {
        ref var known = ref _known[Crc32C.Append(0, template) % CachedTemplates];
        if (known.Template is null || !template.SequenceEqual(known.Template))
            known = (template.ToArray(), MaySpan(Encoding.UTF8.GetString(template)));
        return known.MaySpan;
    }

    private bool MaySpan(string template)
    {
        if (template.Contains("{{", StringComparison.Ordinal) || template.Contains("}}", StringComparison.Ordinal))
            return true;

        // For "a {b} c": "a " and " c". Braces that are not a valid hole are shown literally, so treating them as a hole is safe.
        var hasHoleBefore = false;
        for (var start = 0; ;)
        {
            var open = template.IndexOf('{', start);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            var literal = close < 0 ? template.AsSpan(start) : template.AsSpan(start, open - start);
            if (MaySpan(literal, hasHoleBefore, hasHoleAfter: close >= 0))
                return true;
            if (close < 0)
                return false;
            if (template.AsSpan(open, close - open).Contains(',') && (_text[0] == ' ' || _text[^1] == ' '))
                return true;
            hasHoleBefore = true;
            start = close + 1;
        }
    }

    private bool MaySpan(ReadOnlySpan<char> literal, bool hasHoleBefore, bool hasHoleAfter)
    {
        if (hasHoleBefore && hasHoleAfter && _text.AsSpan().Contains(literal, _comparison))
            return true; // True also for an empty literal.
        for (var length = 1; length < _text.Length && length <= literal.Length; length++)
        {
            if ((hasHoleAfter && literal.EndsWith(_text.AsSpan(0, length), _comparison))
                || (hasHoleBefore && literal.StartsWith(_text.AsSpan(_text.Length - length), _comparison)))
            {
                return true;
            }
        }

        return false;
    }
}
