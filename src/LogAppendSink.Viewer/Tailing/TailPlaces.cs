using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Viewer.Tailing;

/// <summary>
/// The cursor of a tail, short enough for a header: the positions in recently changed objects, and a mark on the store's clock. An object
/// that is not in the cursor counts as read to its end if it has not changed since the mark, and as new if it has.
/// </summary>
internal sealed class TailPlaces
{
    /// <summary>The limit of objects in a cursor; a header may hold about 8 KiB.</summary>
    private const int NamedMax = 200;

    /// <summary>Objects older than the latest change by this much can be omitted, regardless of clock rounding.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly CompactPlaces _places;

    private TailPlaces(CompactPlaces places) => _places = places;

    /// <param name="entries">A listing from before the positions were read.</param>
    /// <param name="cursor">The positions.</param>
    internal static TailPlaces Of(IReadOnlyList<ObjectEntry> entries, LogCursor cursor)
    {
        var byChange = entries.OrderByDescending(entry => entry.LastModified).ToList();
        var mark = byChange.Count == 0 ? DateTimeOffset.UnixEpoch : byChange[0].LastModified - Lately;
        if (byChange.Count > NamedMax && byChange[NamedMax - 1].LastModified > mark)
            mark = byChange[NamedMax - 1].LastModified;

        // Whole seconds, the store's resolution.
        var places = new TailPlaces(new CompactPlaces { Mark = CompactPlaces.Base36(Math.Max(0, mark.ToUnixTimeSeconds())) });
        var atRest = entries.Where(entry => entry.LastModified < mark).ToDictionary(
            entry => entry.Key, entry => entry.LengthBytes, StringComparer.Ordinal);
        foreach (var (key, place) in cursor.Places)
        {
            if (!atRest.TryGetValue(key, out var lengthBytes) || lengthBytes != place.Position || place.SkipRecords > 0)
                places.Set(key, place);
        }

        return places;
    }

    /// <summary>Parses a cursor for a follower.</summary>
    /// <exception cref="FormatException">The text is not a cursor.</exception>
    internal static LogCursor Resume(string text, IReadOnlyList<ObjectEntry> entries)
    {
        var places = CompactPlaces.Parse(text);
        if (!CompactPlaces.TryParse(places.Mark, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            throw new FormatException("the time is missing");

        var mark = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var cursor = new LogCursor();
        foreach (var entry in entries)
        {
            if (places.Find(entry.Key) is { } place)
                cursor.Set(entry.Key, place);
            else if (entry.LastModified < mark)
                cursor.Set(entry.Key, new ReadPlace(entry.LengthBytes));
        }

        return cursor;
    }

    internal void Set(string key, ReadPlace place)
    {
        if (!_names.TryGetValue(key, out var name))
            _names[key] = name = CompactPlaces.NameOf(key);
        _places.SetNamed(name, place);
    }

    public override string ToString() => _places.ToString();
}
