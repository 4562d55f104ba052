namespace LogAppendSink.TestSupport.Stores;

/// <summary>
/// The objects that several stores share, with the exact semantics of AppendObject and nothing else: an append is applied whole, and
/// only to an append object that ends at its position. Not thread-safe: one simulated world runs on one thread.
/// </summary>
/// <param name="isCeph">
/// Whether it has what Ceph lacks and adds (its reference: racing first appends, occupied positions): a first append that comes late replaces
/// what is there, and a position may be held by an append that is under way or has died.
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

    /// <summary>What was deleted or replaced by somebody else's hand: it had been stored.</summary>
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

    /// <summary>A request that is still on its way somewhere, to be tried later.</summary>
    internal Ghost AddGhost(string key, long position)
    {
        // Of two first appends to a key Ceph takes both. One with content is no promise of anybody's: it meets no object only where
        // somebody deletes it beside its writer.
        var ghost = new Ghost(key, position, IsCreation: isCeph && position == 0 && Find(key) is null);
        if (Find(key) is { } found ? found.TakesAppends && found.LengthBytes == position : position == 0)
            _ghosts.Add(ghost);
        return ghost;
    }

    /// <summary>Tries it now, if it can still be applied.</summary>
    internal void Release(Ghost ghost, ReadOnlySpan<byte> bytes)
    {
        var isThere = _ghosts.Remove(ghost);
        if (Find(ghost.Key) is { } found && ReferenceEquals(found.OccupiedBy, ghost))
            found.OccupiedBy = null;
        if (isThere && ghost.IsCreation)
        {
            if (bytes.IsEmpty)
                _objects[ghost.Key] = Created(); // What others have appended by now is gone.
        }
        else if (isThere)
        {
            Append(ghost.Key, ghost.Position, bytes);
        }
    }

    /// <summary>An append that is under way, or dead, holds the object's end.</summary>
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

    /// <summary>Another writer appends, at whatever end there is.</summary>
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
            // Ceph has no seals: a copy of the object onto itself makes a normal one of it, which appends under way do not survive.
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
    /// Requests that no longer fit the object are never applied here any more. In truth one could be, if somebody deletes the
    /// object or puts another in its place, and that ends at the very same length while the request is still under way; no
    /// client can exclude that, so no promise is made of it, and it does not happen here.
    /// </summary>
    private void LayGhosts(string key, long lengthBytes) =>
        _ghosts.RemoveAll(ghost => ghost.Key == key && ghost.Position != lengthBytes && !ghost.IsCreation);

    /// <summary>A request under way.</summary>
    internal sealed record Ghost(string Key, long Position, bool IsCreation)
    {
        // Two requests alike are two requests.
        public bool Equals(Ghost? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
