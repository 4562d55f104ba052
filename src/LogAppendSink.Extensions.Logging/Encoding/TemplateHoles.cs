using System.Collections.Concurrent;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Finds the holes of a template whose values have formats: the entries of <c>@r</c>. Thread-safe.
/// </summary>
internal sealed class TemplateHoles
{
    /// <summary>The number of cached templates; templates built at run time must not fill the memory.</summary>
    internal const int KeptLimit = 1000;

    private static readonly TemplateHole[] None = [];

    private readonly ConcurrentDictionary<string, TemplateHole[]> _byTemplate = new(StringComparer.Ordinal);
    private int _kept;

    internal TemplateHole[] Of(string template)
    {
        // Most templates have no format, and cost one search for a colon.
        if (!template.Contains(':', StringComparison.Ordinal))
            return None;
        if (_byTemplate.TryGetValue(template, out var holes))
            return holes;

        holes = Parse(template);
        if (Volatile.Read(ref _kept) < KeptLimit && _byTemplate.TryAdd(template, holes))
            Interlocked.Increment(ref _kept);
        return holes;
    }

    private static TemplateHole[] Parse(string template)
    {
        var holes = new List<TemplateHole>();
        for (var pieces = new TemplateReader(template); pieces.Read();)
        {
            if (pieces.IsHole && !pieces.Format.IsEmpty)
                holes.Add(new TemplateHole(pieces.Name.ToString(), pieces.Format.ToString(), pieces.Width, pieces.Piece.ToString()));
        }

        return holes.ToArray();
    }
}
