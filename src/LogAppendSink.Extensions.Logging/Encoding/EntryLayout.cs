using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// What all events of one call in the code have alike: the template, the names of its values and where they are rendered, encoded once.
/// Events are told by the very strings, which callers hand over again each time.
/// </summary>
internal sealed class EntryLayout
{
    // What is that long is no literal, and an event of so many values is no ordinary one.
    private const int TemplateLengthLimit = 4096;
    private const int ValuesLimit = 64;

    private readonly Slot[] _slots;
    private readonly bool _isPlain;

    internal EntryLayout(string template, IReadOnlyList<TemplateHole> holes, ReadOnlySpan<KeyValuePair<string, object?>> values)
    {
        EncodedTemplate = ClefEncodedText.Encode(template);
        _slots = new Slot[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var property = EntryProperty.Of(values[i].Key, value: null);
            _slots[i] = new Slot(property.Key, ClefEncodedText.Encode(property.Name.ToString()), property.Hint);
        }

        // A name twice, or one that the event has itself: those are put in order event by event.
        _isPlain = Array.TrueForAll(_slots, static slot => EntryProperties.IsOfState(slot.Name.Value))
            && _slots.DistinctBy(static slot => slot.Name.Value, StringComparer.Ordinal).Count() == _slots.Length;
        Holes = [.. holes.Select(hole => (hole, Array.FindIndex(_slots, slot => slot.Name.Value == hole.Name)))];
    }

    internal ClefEncodedText EncodedTemplate { get; }

    /// <summary>The places that are rendered, each with the index of its value; -1 where there is no such value.</summary>
    internal (TemplateHole Hole, int Index)[] Holes { get; }

    internal static ClefLayoutCache<string, EntryProperties, EntryLayout> CacheOver(TemplateHoles holes) => new((template, properties) =>
        template.Length > TemplateLengthLimit || properties.Values.Length > ValuesLimit ? null : new EntryLayout(template, holes.Of(template), properties.Values));

    /// <summary>Whether an event of the same template has just these values.</summary>
    internal bool Fits(ReadOnlySpan<KeyValuePair<string, object?>> values)
    {
        var slots = _slots;
        if (!_isPlain || values.Length != slots.Length)
            return false;

        for (var i = 0; i < slots.Length; i++)
        {
            if (!ReferenceEquals(slots[i].Key, values[i].Key))
                return false;
        }

        return true;
    }

    internal bool Has(ReadOnlySpan<char> name)
    {
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (name.SequenceEqual(slot.Name.Value))
                return true;
        }

        return false;
    }

    internal ClefEncodedText NameAt(int index) => _slots[index].Name;

    internal CaptureHint HintAt(int index) => _slots[index].Hint;

    /// <param name="Key">The name as the state has it, the hint included.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Hint">How to take its value over.</param>
    private readonly record struct Slot(string Key, ClefEncodedText Name, CaptureHint Hint);
}
