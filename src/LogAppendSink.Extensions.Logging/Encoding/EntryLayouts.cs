using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// The layouts of the templates that events have, by the very string. Thread-safe without a lock: a slot is set once and stays.
/// </summary>
internal sealed class EntryLayouts(TemplateHoles holes)
{
    /// <summary>More templates than most applications have; those that find no place are encoded anew each time, which is right too.</summary>
    internal const int SlotCount = 2048;

    private const int Mask = SlotCount - 1;
    private const int Tries = 8;

    // What is that long is no literal.
    private const int TemplateLengthLimit = 4096;

    private readonly EntryLayout?[] _slots = new EntryLayout?[SlotCount];

    // By the string itself, since of some thousands two have the same hash; and held weakly, since most are seen once.
    private readonly WeakReference<string>?[] _seen = new WeakReference<string>?[SlotCount];

    /// <returns>Null where there is none, or the event has other values: it is encoded without.</returns>
    internal EntryLayout? Of(EntryProperties properties)
    {
        if (properties.Template is not { } template)
            return null;

        var hash = RuntimeHelpers.GetHashCode(template);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            ref var slot = ref _slots[(hash + attempt) & Mask];
            var layout = Volatile.Read(ref slot);
            if (layout is null)
            {
                layout = Make(template, hash, properties);
                return layout is null || Interlocked.CompareExchange(ref slot, layout, comparand: null) is not null || !layout.Fits(properties.Values) ? null : layout;
            }

            if (ReferenceEquals(layout.Template, template))
                return layout.Fits(properties.Values) ? layout : null;
        }

        return null;
    }

    /// <summary>At the second sight: an application that makes its templates up as it goes shows no string twice, and must not fill the slots.</summary>
    private EntryLayout? Make(string template, int hash, EntryProperties properties)
    {
        if (template.Length > TemplateLengthLimit)
            return null;

        ref var seen = ref _seen[hash & Mask];
        if (Volatile.Read(ref seen) is not { } reference)
            Volatile.Write(ref seen, new WeakReference<string>(template));
        else if (reference.TryGetTarget(out var before) && ReferenceEquals(before, template))
            return new EntryLayout(template, holes.Of(template), properties.Values);
        else
            reference.SetTarget(template);
        return null;
    }
}
