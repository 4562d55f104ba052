namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Finds a property by its name among many. An ordinary event has few, which are compared one by one; of tens of thousands, comparing each
/// with all before it would take seconds.
/// </summary>
/// <remarks>Properties are appended, or replaced by others of the same name, until <see cref="Clear"/>. Not thread-safe.</remarks>
internal sealed class NameIndex
{
    /// <summary>Up to so many, it is quicker to compare them all.</summary>
    internal const int LinearLimit = 32;

    // Open addressing: the place of a property in the list plus one; 0 for none. At most half full.
    private int[] _places = [];
    private int _count;

    /// <summary>The place of the property of that name; -1 where there is none.</summary>
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

    /// <summary>Where the name is, or the free place that it would have.</summary>
    private int PlaceOf(ReadOnlySpan<char> name, ReadOnlySpan<EntryProperty> items)
    {
        var at = (int)((uint)string.GetHashCode(name) % (uint)_places.Length);
        while (_places[at] is > 0 and var place && !items[place - 1].Name.SequenceEqual(name))
            at = at + 1 == _places.Length ? 0 : at + 1;
        return at;
    }
}
