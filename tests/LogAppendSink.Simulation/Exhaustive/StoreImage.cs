using System.Collections.Immutable;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The contents of the store at one moment, and the appends in flight. Immutable.</summary>
internal sealed class StoreImage
{
    internal static readonly StoreImage Empty = new(ImmutableSortedDictionary<string, ModelObject>.Empty.WithComparers(StringComparer.Ordinal), [], gone: 0);

    private const int RemovedBit = 1 << 30;

    private readonly string _text;

    private StoreImage(ImmutableSortedDictionary<string, ModelObject> objects, ImmutableArray<Ghost> ghosts, int gone)
    {
        Objects = objects;
        Ghosts = ghosts;
        Gone = gone;
        _text = $"{string.Join(", ", objects.Select(pair => $"{pair.Key}={pair.Value}"))} | {string.Join(", ", ghosts)} | {gone:x}";
    }

    internal ImmutableSortedDictionary<string, ModelObject> Objects { get; }

    internal ImmutableArray<Ghost> Ghosts { get; }

    /// <summary>The batches that another party has deleted, by their bits.</summary>
    internal int Gone { get; }

    /// <summary>Whether another party has removed or replaced an object.</summary>
    internal bool HasRemoved => (Gone & RemovedBit) != 0;

    internal ModelObject? Find(string key) => Objects.GetValueOrDefault(key);

    internal StoreImage With(string key, ModelObject changed) => new(Objects.SetItem(key, changed), Ghosts, Gone);

    /// <summary>Another party removes an object.</summary>
    internal StoreImage Without(string key)
    {
        var gone = Find(key)!.Content.Select(Batch.Of).Aggregate(Gone | RemovedBit, (bits, batch) => batch is { } known ? bits | Batch.BitOf(known.Writer, known.Number) : bits);
        return new(Objects.Remove(key), Ghosts, gone);
    }

    /// <summary>Two equal requests count as one: a store that accepts the first refuses the second.</summary>
    internal StoreImage With(Ghost ghost) =>
        Ghosts.Contains(ghost) ? this : new(Objects, [.. Ghosts.Add(ghost).OrderBy(each => each.ToString(), StringComparer.Ordinal)], Gone);

    internal StoreImage Without(Ghost ghost) => new(Objects, Ghosts.Remove(ghost), Gone);

    /// <summary>
    /// Removes the requests that no longer fit. One could be applied after all if another party replaces the object, and that one grows to
    /// the very same length; no client can exclude that, and no promise covers it. Nor does one cover Ceph's first append with content, which
    /// is sent only where another party has deleted the object beside its writer. But where Ceph has lost an append that it acknowledged, the
    /// object grows to that length by itself.
    /// </summary>
    internal StoreImage Pruned(bool isCeph)
    {
        if (Ghosts.All(Fits))
            return this;
        return new(Objects, [.. Ghosts.Where(Fits)], Gone);

        bool Fits(Ghost ghost) => (ghost.IsCreation && isCeph && (ghost.Request.Text.Length == 0 || !HasRemoved)) || (Find(ghost.Request.Key) is { } found
            ? found.TakesAppends && (found.Content.Length == ghost.Request.Position || (isCeph && !HasRemoved && found.Content.Length < ghost.Request.Position))
            : !isCeph && ghost.Request.Position == 0);
    }

    public override bool Equals(object? obj) => obj is StoreImage other && other._text == _text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;
}
