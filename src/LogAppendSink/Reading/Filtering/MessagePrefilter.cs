using System.Text;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// Decides on the stored bytes alone that a text cannot be in a rendered message, so that most records are neither parsed nor rendered. It
/// errs on the side of parsing.
/// </summary>
/// <remarks>
/// The record does not contain the text as it is stored. A message is made of pieces of the record: the texts of its template and the values
/// between them. The text can then only be in the message
/// <list type="bullet">
/// <item>where a character of it is stored as an escape: it has such a character, or the record has <c>\u</c>;</item>
/// <item>where it goes over the end of a piece: it begins with the end of a text of the template, ends with the beginning of one, contains a
/// whole one, or two holes have nothing between them;</item>
/// <item>where a value is padded with blanks, or the template has doubled braces.</item>
/// </list>
/// Whether a template is one of these is found out once for each template. Not thread-safe.
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

        // Other letters in any case are not searched in bytes, and a replacement character may come from bytes that are not UTF-8.
        _isUndecidable = text.Length == 0 || text.Contains('\uFFFD', StringComparison.Ordinal) || text.Any(char.IsSurrogate)
            || (ignoreCase && !Ascii.IsValid(text));
        _hasEscapable = text.AsSpan().ContainsAny("\"\\/") || text.Any(char.IsControl);
    }

    /// <summary>Whether the text may be in the message of a record that does not contain it.</summary>
    internal bool MayBeInMessage(ReadOnlySpan<byte> record)
    {
        if (_isUndecidable || (record.Contains((byte)'\\') && (_hasEscapable || record.IndexOf("\\u"u8) >= 0)))
            return true;

        // Without a template the message is stored as it is.
        var name = "\"@mt\""u8;
        var at = record.IndexOf(name);
        if (at < 0)
            return false;
        var value = record[(at + name.Length)..];
        if (value.IndexOf(name) >= 0)
            return true; // Another one, or one in a property.

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

        // Of "a {b} c": "a " and " c". What is no hole by the grammar is stored as it is shown, so it does no harm to take it for one.
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
            return true; // Also where it is empty.
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
