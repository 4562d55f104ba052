namespace LogAppendSink.TestSupport.Stores;

/// <summary>
/// The objects that several stores share, with the exact semantics of AppendObject and nothing else: an append is applied whole, and
/// only to an append object that ends at its position. Not thread-safe: one simulated world runs on one thread.
/// </summary>
internal sealed class MemoryCloud
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly List<Ghost> _ghosts = [];

    internal enum AppendResult
    {
        Stored,
        WrongPosition,
        NotAppendable,
    }

    internal IEnumerable<KeyValuePair<string, StoredObject>> Objects => _objects;

    /// <summary>What was deleted or replaced by somebody else's hand: it had been stored.</summary>
    internal List<KeyValuePair<string, StoredObject>> Gone { get; } = [];

    internal StoredObject? Find(string key) => _objects.GetValueOrDefault(key);

    internal AppendResult Append(string key, long position, ReadOnlySpan<byte> bytes)
    {
        var found = Find(key);
        if (found is { TakesAppends: false })
            return AppendResult.NotAppendable;
        if (position != (found?.LengthBytes ?? 0))
            return AppendResult.WrongPosition;

        if (found is null)
            _objects[key] = found = new StoredObject();
        found.Append(bytes);
        LayGhosts(key, found.LengthBytes);
        return AppendResult.Stored;
    }

    /// <summary>A request that is still on its way somewhere, to be tried later.</summary>
    internal Ghost AddGhost(string key, long position)
    {
        var ghost = new Ghost(key, position);
        if (Find(key) is { } found ? found.TakesAppends && found.LengthBytes == position : position == 0)
            _ghosts.Add(ghost);
        return ghost;
    }

    /// <summary>Tries it now, if it can still be applied.</summary>
    internal void Release(Ghost ghost, ReadOnlySpan<byte> bytes)
    {
        if (_ghosts.Remove(ghost))
            Append(ghost.Key, ghost.Position, bytes);
    }

    /// <summary>Another writer appends, at whatever end there is.</summary>
    internal void AppendForeign(string key, ReadOnlySpan<byte> bytes)
    {
        if (Append(key, Find(key)?.LengthBytes ?? 0, bytes) == AppendResult.Stored && Find(key) is { } found)
            found.ForeignBytes += bytes.Length;
    }

    internal void Delete(string key)
    {
        Remove(key);
        LayGhosts(key, lengthBytes: 0);
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
            found.IsSealed = true;
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
        _ghosts.RemoveAll(ghost => ghost.Key == key && ghost.Position != lengthBytes);

    /// <summary>A request under way.</summary>
    internal sealed record Ghost(string Key, long Position)
    {
        // Two requests alike are two requests.
        public bool Equals(Ghost? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
