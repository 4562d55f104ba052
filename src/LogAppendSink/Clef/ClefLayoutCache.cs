using System.Runtime.CompilerServices;

namespace LogAppendSink.Clef;

/// <summary>
/// What a front end encoded once for all events of one template, found by the template object itself, which callers hand over again each
/// time.
/// </summary>
/// <typeparam name="TTemplate">What events of one call in the code have in common: a template, parsed or as text.</typeparam>
/// <typeparam name="TEvent">What a layout is made after.</typeparam>
/// <typeparam name="TLayout">What is kept.</typeparam>
/// <remarks>
/// Thread-safe without a lock: a place is taken once and stays taken. Bounded: it has 2,048 places, more than most applications have
/// templates; events of others are encoded anew each time, which is right too.
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

    // By the object itself, since of some thousands two have the same hash; and held weakly, since most are seen once.
    private readonly WeakReference<TTemplate>?[] _seen = new WeakReference<TTemplate>?[PlaceCount];

    /// <summary>An empty cache.</summary>
    /// <param name="make">Makes a layout after an event of the template; null where it has none.</param>
    public ClefLayoutCache(Func<TTemplate, TEvent, TLayout?> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _make = make;
    }

    /// <summary>The layout of a template; null at its first sight, or where there is no place for it.</summary>
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

    /// <summary>At the second sight: an application that makes its templates up as it goes shows none twice, and must not fill the places.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TLayout? Take(ref Place? slot, TTemplate template, int hash, TEvent @event)
    {
        ref var seen = ref _seen[hash & Mask];
        if (Volatile.Read(ref seen) is not { } reference)
            Volatile.Write(ref seen, new WeakReference<TTemplate>(template));
        else if (!reference.TryGetTarget(out var before) || !ReferenceEquals(before, template))
            reference.SetTarget(template);
        else if (_make(template, @event) is { } layout && Interlocked.CompareExchange(ref slot, new Place(template, layout), comparand: null) is null)
            return layout;
        return null;
    }

    private sealed record Place(TTemplate Template, TLayout Layout);
}
