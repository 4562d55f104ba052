namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Finds a property by name. An ordinary event has few, which are compared one by one; for tens of thousands, that would take seconds.
/// </summary>
/// <remarks>Properties are added, or replaced by others with the same name, until <see cref="Clear"/>. Not thread-safe.</remarks>
internal sealed class NameIndex
{
    /// <summary>Up to this number, comparing all names is faster.</summary>
    internal const int LinearLimit = 32;

    // Open addressing: the index of a property plus one; 0 for a free slot. At most half full.
    private int[] _places = [];
    private int _count;

    /// <summary>Returns the index of the property with a name; -1 if not found.</summary>
    internal int Find(ReadOnlySpan<char> name, ReadOnlySpan<EntryProperty> items)
    {
        if (_places.Length < items.Length * 2)
        {
            _places = new int[items.Length * 4];
            _count = 0;
        }

        for (; _count < items.Length; _count++)
            _places[PlaceOf(items[_count].Name, items)] = _count + 1;
        return _places[PlaceOf(name, items)] - 1;
    }

    internal void Clear()
    {
        _places = [];
        _count = 0;
    }

    /// <summary>Returns the slot of the name, or the free slot for it.</summary>
    private int PlaceOf(ReadOnlySpan<char> name, ReadOnlySpan<EntryProperty> items)
    {
        var at = (int)((uint)string.GetHashCode(name) % (uint)_places.Length);
        while (_places[at] is > 0 and var place && !items[place - 1].Name.SequenceEqual(name))
            at = at + 1 == _places.Length ? 0 : at + 1;
        return at;
    }
}
