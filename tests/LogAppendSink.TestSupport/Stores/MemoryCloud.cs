namespace LogAppendSink.TestSupport.Stores;

/// <summary>
/// The objects that several stores share, with the exact semantics of AppendObject and nothing else: an append is applied whole, and
/// only to an append object that ends at its position. Not thread-safe: one simulated world runs on one thread.
/// </summary>
internal sealed class MemoryCloud
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);

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
        if (found is { IsAppendObject: false } or { IsSealed: true })
            return AppendResult.NotAppendable;
        if (position != (found?.LengthBytes ?? 0))
            return AppendResult.WrongPosition;

        if (found is null)
            _objects[key] = found = new StoredObject();
        found.Append(bytes);
        return AppendResult.Stored;
    }

    /// <summary>Another writer appends, at whatever end there is.</summary>
    internal void AppendForeign(string key, ReadOnlySpan<byte> bytes)
    {
        if (Append(key, Find(key)?.LengthBytes ?? 0, bytes) == AppendResult.Stored && Find(key) is { } found)
            found.ForeignBytes += bytes.Length;
    }

    internal void Delete(string key)
    {
        if (_objects.Remove(key, out var gone))
            Gone.Add(new(key, gone));
    }

    internal void Put(string key, ReadOnlySpan<byte> bytes, bool isAppendObject)
    {
        Delete(key);
        var replacement = new StoredObject { IsAppendObject = isAppendObject };
        replacement.Append(bytes);
        replacement.ForeignBytes = bytes.Length;
        _objects[key] = replacement;
    }

    internal void Seal(string key)
    {
        if (Find(key) is { } found)
            found.IsSealed = true;
    }
}
