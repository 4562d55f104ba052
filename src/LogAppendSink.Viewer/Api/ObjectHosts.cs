using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Viewer.Api;

/// <summary>Reads period and host from the keys of a listing. Used for one request.</summary>
internal sealed class ObjectHosts
{
    private readonly ObjectNamePattern _pattern;
    private readonly HashSet<string> _keys;
    private readonly Dictionary<string, NamedPlace> _known = new(StringComparer.Ordinal);

    internal ObjectHosts(ObjectNamePattern pattern, IEnumerable<ObjectEntry> entries)
    {
        _pattern = pattern;
        _keys = entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Returns period and host of a key, also of an object created after the listing.</summary>
    internal NamedPlace Of(string key)
    {
        if (_known.TryGetValue(key, out var place))
            return place;
        _keys.Add(key);
        return _known[key] = _pattern.Of(key, _keys.Contains);
    }
}
