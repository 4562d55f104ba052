using System.Collections.Concurrent;
using System.Globalization;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The places of a template whose values have formats, which is what <c>@r</c> lists. Templates are read as Serilog reads them, because
/// whoever renders a record later does. Thread-safe.
/// </summary>
internal sealed class TemplateHoles
{
    /// <summary>Templates kept; an application that makes them up as it goes must not fill the memory.</summary>
    internal const int KeptLimit = 1000;

    private static readonly TemplateHole[] None = [];

    private readonly ConcurrentDictionary<string, TemplateHole[]> _byTemplate = new(StringComparer.Ordinal);
    private int _kept;

    internal TemplateHole[] Of(string template)
    {
        // Most templates have no format at all, and cost one search for a colon.
        if (!template.Contains(':', StringComparison.Ordinal))
            return None;
        if (_byTemplate.TryGetValue(template, out var holes))
            return holes;

        holes = Parse(template).ToArray();
        if (Volatile.Read(ref _kept) < KeptLimit && _byTemplate.TryAdd(template, holes))
            Interlocked.Increment(ref _kept);
        return holes;
    }

    internal static IEnumerable<TemplateHole> Parse(string template)
    {
        var i = 0;
        while (i < template.Length)
        {
            if (template[i] != '{')
            {
                i++;
            }
            else if (i + 1 < template.Length && template[i + 1] == '{')
            {
                i += 2; // a brace that is meant
            }
            else
            {
                var end = i + 1;
                while (end < template.Length && IsInHole(template[end]))
                    end++;

                // What is not closed is text up to where it broke off.
                if (end == template.Length || template[end] != '}')
                {
                    i = end;
                    continue;
                }

                if (HoleOf(template[i..(end + 1)]) is { } hole)
                    yield return hole;
                i = end + 1;
            }
        }
    }

    /// <returns>Null where it has no format, or is no hole but text.</returns>
    private static TemplateHole? HoleOf(string text)
    {
        var content = text.AsSpan(1, text.Length - 2);
        var colon = content.IndexOf(':');
        if (colon < 0 || colon == content.Length - 1)
            return null;

        var format = content[(colon + 1)..];
        var comma = content[..colon].IndexOf(',');
        var name = content[..(comma < 0 ? colon : comma)];
        if (!name.IsEmpty && name[0] is '@' or '$')
            name = name[1..];
        if (name.IsEmpty || !All(name, static c => char.IsLetterOrDigit(c) || c == '_') || !All(format, IsInFormat))
            return null;
        if (comma < 0)
            return new TemplateHole(name.ToString(), format.ToString(), Width: 0, text);

        // A minus stands first or not at all, and a width of nothing is none.
        var alignment = content[(comma + 1)..colon];
        return alignment.LastIndexOf('-') <= 0
            && int.TryParse(alignment, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var width)
            && width != 0
                ? new TemplateHole(name.ToString(), format.ToString(), width, text)
                : null;
    }

    private static bool IsInHole(char c) => IsInFormat(c) || c is '@' or '$' or '_' or ':';

    private static bool IsInFormat(char c) => c != '}' && (char.IsLetterOrDigit(c) || char.IsPunctuation(c) || c is ' ' or '+');

    private static bool All(ReadOnlySpan<char> text, Func<char, bool> isAllowed)
    {
        foreach (var c in text)
        {
            if (!isAllowed(c))
                return false;
        }

        return true;
    }
}
