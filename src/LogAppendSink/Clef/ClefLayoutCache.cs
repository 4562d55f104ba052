using System.Runtime.CompilerServices;

namespace LogAppendSink.Clef;

/// <summary>
/// Caches what a front end encodes once for all events of a template. The key is the template object itself, which callers reuse for each
/// event.
/// </summary>
/// <typeparam name="TTemplate">The template that all events of one call site share, parsed or as text.</typeparam>
/// <typeparam name="TEvent">The event from which a layout is created.</typeparam>
/// <typeparam name="TLayout">The cached layout.</typeparam>
/// <remarks>
/// Thread-safe without a lock: an entry is set once and never replaced. Limited to 2,048 entries, more than most applications have
/// templates. Events of further templates are encoded without the cache.
/// </remarks>
public sealed class ClefLayoutCache<TTemplate, TEvent, TLayout>
    where TTemplate : class
    where TLayout : class
{
    internal const int PlaceCount = 2048;

    private const int Mask = PlaceCount - 1;
    private const int Tries = 8;

    private readonly Func<TTemplate, TEvent, TLayout?> _make;
    private readonly Place?[] _places = new Place?[PlaceCount];

    // Compare the objects, since two of some thousand templates may have equal hashes. The references are weak: most templates are seen
    // once.
    private readonly WeakReference<TTemplate>?[] _seen = new WeakReference<TTemplate>?[PlaceCount];

    /// <summary>Creates an empty cache.</summary>
    /// <param name="make">Creates a layout from an event of the template; null if the template has none.</param>
    public ClefLayoutCache(Func<TTemplate, TEvent, TLayout?> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _make = make;
    }

    /// <summary>Returns the layout of a template; null the first time, or if there is no free entry.</summary>
    public TLayout? Find(TTemplate template, TEvent @event)
    {
        ArgumentNullException.ThrowIfNull(template);
        var hash = RuntimeHelpers.GetHashCode(template);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            ref var slot = ref _places[(hash + attempt) & Mask];
            var place = Volatile.Read(ref slot);
            if (place is null)
                return Take(ref slot, template, hash, @event);
            if (ReferenceEquals(place.Template, template))
                return place.Layout;
        }

        return null;
    }

    /// <summary>Caches the template the second time: templates built at run time occur once, and must not fill the cache.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TLayout? Take(ref Place? slot, TTemplate template, int hash, TEvent @event)
    {
        ref var seen = ref _seen[hash & Mask];
        if (Volatile.Read(ref seen) is not { } reference)
            Volatile.Write(ref seen, new WeakReference<TTemplate>(template));
        else if (!reference.TryGetTarget(out var before) || !ReferenceEquals(before, template))
            reference.SetTarget(template);
        else if (_make(template, @event) is { } layout
            && Interlocked.CompareExchange(ref slot, new Place(template, layout), comparand: null) is null)
        {
            return layout;
        }

        return null;
    }

    private sealed record Place(TTemplate Template, TLayout Layout);
}
