using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The common parts of all events of one call site, encoded once: the template, the names of its values and where they are rendered.
/// Layouts are found by string reference, since callers reuse their literals.
/// </summary>
internal sealed class EntryLayout
{
    // A longer template is probably not a literal, and an event rarely has more values.
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

        // Names that repeat, or that the event also has, are ordered for each event.
        _isPlain = Array.TrueForAll(_slots, static slot => EntryProperties.IsOfState(slot.Name.Value))
            && _slots.DistinctBy(static slot => slot.Name.Value, StringComparer.Ordinal).Count() == _slots.Length;
        Holes = [.. holes.Select(hole => (hole, Array.FindIndex(_slots, slot => slot.Name.Value == hole.Name)))];
    }

    internal ClefEncodedText EncodedTemplate { get; }

    /// <summary>The formatted holes, each with the index of its value; -1 if there is no such value.</summary>
    internal (TemplateHole Hole, int Index)[] Holes { get; }

    internal static ClefLayoutCache<string, EntryProperties, EntryLayout> CacheOver(TemplateHoles holes) => new((template, properties) =>
        template.Length > TemplateLengthLimit || properties.Values.Length > ValuesLimit
            ? null
            : new EntryLayout(template, holes.Of(template), properties.Values));

    /// <summary>Whether an event of the same template has exactly these values.</summary>
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

    /// <param name="Key">The name as in the state, including the hint.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Hint">How to capture the value.</param>
    private readonly record struct Slot(string Key, ClefEncodedText Name, CaptureHint Hint);
}
