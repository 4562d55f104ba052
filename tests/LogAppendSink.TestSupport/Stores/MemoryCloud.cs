namespace LogAppendSink.TestSupport.Stores;

/// <summary>
/// The objects of a simulated store, shared by several connections. It has the semantics of AppendObject: an append is applied whole, and
/// only to an append object that ends at its position. Not thread-safe: one simulation runs on one thread.
/// </summary>
/// <param name="isCeph">
/// Whether it behaves like Ceph (racing first appends, occupied positions): a late first append replaces the object, and an append that is
/// in flight or dead may occupy a position.
/// </param>
internal sealed class MemoryCloud(bool isCeph = false)
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly List<Ghost> _ghosts = [];

    internal enum AppendOutcome
    {
        Stored,
        WrongPosition,
        NotAppendable,
        Occupied,
    }

    internal bool IsCeph => isCeph;

    internal IEnumerable<KeyValuePair<string, StoredObject>> Objects => _objects;

    /// <summary>Stored content that another party deleted or replaced.</summary>
    internal List<KeyValuePair<string, StoredObject>> Gone { get; } = [];

    internal StoredObject? Find(string key) => _objects.GetValueOrDefault(key);

    internal AppendOutcome Append(string key, long position, ReadOnlySpan<byte> bytes)
    {
        var found = Find(key);
        if (found is { TakesAppends: false })
            return AppendOutcome.NotAppendable;
        if (position != (found?.LengthBytes ?? 0))
            return AppendOutcome.WrongPosition;
        if (found?.OccupiedBy is not null)
            return AppendOutcome.Occupied;

        if (found is null)
            _objects[key] = found = new StoredObject();
        found.Append(bytes);
        LayGhosts(key, found.LengthBytes);
        return AppendOutcome.Stored;
    }

    /// <summary>A request in flight, to be tried later.</summary>
    internal Ghost AddGhost(string key, long position)
    {
        // Ceph accepts both of two first appends to a key. A first append with content is outside the guarantees: it finds no object only
        // if another party deletes it while its writer runs.
        var ghost = new Ghost(key, position, IsCreation: isCeph && position == 0 && Find(key) is null);
        if (Find(key) is { } found ? found.TakesAppends && found.LengthBytes == position : position == 0)
            _ghosts.Add(ghost);
        return ghost;
    }

    /// <summary>Tries the request, if it can still be applied.</summary>
    internal void Release(Ghost ghost, ReadOnlySpan<byte> bytes)
    {
        var isThere = _ghosts.Remove(ghost);
        if (Find(ghost.Key) is { } found && ReferenceEquals(found.OccupiedBy, ghost))
            found.OccupiedBy = null;
        if (isThere && ghost.IsCreation)
        {
            if (bytes.IsEmpty)
                _objects[ghost.Key] = Created(); // Later appends of other writers are lost.
        }
        else if (isThere)
        {
            Append(ghost.Key, ghost.Position, bytes);
        }
    }

    /// <summary>An append in flight, or a dead one, occupies the object's end.</summary>
    internal void Occupy(string key, long position, object holder)
    {
        if (Find(key) is { TakesAppends: true } found && found.LengthBytes == position)
            found.OccupiedBy ??= holder;
    }

    private static StoredObject Created()
    {
        var created = new StoredObject();
        created.Append([]);
        return created;
    }

    /// <summary>Appends for another writer, at the current end.</summary>
    internal void AppendForeign(string key, ReadOnlySpan<byte> bytes)
    {
        if (Append(key, Find(key)?.LengthBytes ?? 0, bytes) == AppendOutcome.Stored && Find(key) is { } found)
            found.ForeignBytes += bytes.Length;
    }

    internal void Delete(string key)
    {
        Remove(key);
        LayGhosts(key, lengthBytes: isCeph ? -1 : 0);
    }

    internal void Put(string key, ReadOnlySpan<byte> bytes, bool isAppendObject)
    {
        Remove(key);
        var replacement = new StoredObject { IsAppendObject = isAppendObject };
        replacement.Append(bytes);
        replacement.ForeignBytes = bytes.Length;
        _objects[key] = replacement;
        LayGhosts(key, isAppendObject ? bytes.Length : -1);
    }

    internal void Seal(string key)
    {
        if (Find(key) is { } found)
        {
            // Ceph has no seals: copying the object onto itself makes it a normal object. Appends in flight are lost.
            found.IsSealed = !isCeph;
            found.IsAppendObject = !isCeph && found.IsAppendObject;
            LayGhosts(key, lengthBytes: -1);
        }
    }

    internal void MakeImmutable(string key)
    {
        if (Find(key) is { } found)
        {
            found.IsImmutable = true;
            LayGhosts(key, lengthBytes: -1);
        }
    }

    private void Remove(string key)
    {
        if (_objects.Remove(key, out var gone))
            Gone.Add(new(key, gone));
    }

    /// <summary>
    /// Drops requests that no longer fit the object. A real store could still apply one: another party may delete or replace the object,
    /// and the replacement may end at the same length. No client can prevent that, so it is outside the guarantees and is not simulated.
    /// </summary>
    private void LayGhosts(string key, long lengthBytes) =>
        _ghosts.RemoveAll(ghost => ghost.Key == key && ghost.Position != lengthBytes && !ghost.IsCreation);

    /// <summary>A request in flight.</summary>
    internal sealed record Ghost(string Key, long Position, bool IsCreation)
    {
        // Compared by reference: two equal requests are two requests.
        public bool Equals(Ghost? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
