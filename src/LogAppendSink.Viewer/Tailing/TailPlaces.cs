using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Viewer.Tailing;

/// <summary>
/// How far a tail is, short enough for a header: the places in the objects that changed lately. The mark is a moment of the store's clock; an
/// object that is not named and has not changed since then is read to its end, and one that has is new.
/// </summary>
internal sealed class TailPlaces
{
    /// <summary>What is named at the beginning; a header may hold some 8 KiB.</summary>
    private const int NamedMax = 200;

    /// <summary>So much older than the latest change is what can be left out, however clocks are rounded.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly CompactPlaces _places;

    private TailPlaces(CompactPlaces places) => _places = places;

    /// <param name="entries">A listing from before the places were found.</param>
    /// <param name="cursor">The places.</param>
    internal static TailPlaces Of(IReadOnlyList<ObjectEntry> entries, LogCursor cursor)
    {
        var byChange = entries.OrderByDescending(entry => entry.LastModified).ToList();
        var mark = byChange.Count == 0 ? DateTimeOffset.UnixEpoch : byChange[0].LastModified - Lately;
        if (byChange.Count > NamedMax && byChange[NamedMax - 1].LastModified > mark)
            mark = byChange[NamedMax - 1].LastModified;

        // Whole seconds, as the store tells them.
        var places = new TailPlaces(new CompactPlaces { Mark = CompactPlaces.Base36(Math.Max(0, mark.ToUnixTimeSeconds())) });
        var atRest = entries.Where(entry => entry.LastModified < mark).ToDictionary(entry => entry.Key, entry => entry.LengthBytes, StringComparer.Ordinal);
        foreach (var (key, place) in cursor.Places)
        {
            if (!atRest.TryGetValue(key, out var lengthBytes) || lengthBytes != place.Position || place.SkipRecords > 0)
                places.Set(key, place);
        }

        return places;
    }

    /// <summary>Where a follower goes on by such a text.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static LogCursor Resume(string text, IReadOnlyList<ObjectEntry> entries)
    {
        var places = CompactPlaces.Parse(text);
        if (!CompactPlaces.TryParse(places.Mark, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            throw new FormatException("it has no time");

        var mark = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var cursor = new LogCursor();
        foreach (var entry in entries)
        {
            if (places.Find(entry.Key) is { } place)
                cursor.Set(entry.Key, PlaceOf(place, places.WitnessOf(entry.Key)));
            else if (entry.LastModified < mark)
                cursor.Set(entry.Key, new ReadPlace(entry.LengthBytes, SkipRecords: 0, WindowBytes: 0, WindowCrc: 0));
        }

        return cursor;
    }

    internal void Set(string key, ReadPlace place)
    {
        if (!_names.TryGetValue(key, out var name))
            _names[key] = name = CompactPlaces.NameOf(key);
        _places.SetNamed(name, (place.Position, place.SkipRecords), (long)place.WindowBytes << 32 | place.WindowCrc);
    }

    /// <exception cref="FormatException">The witness is of more bytes than there are.</exception>
    private static ReadPlace PlaceOf((long Position, int Skip) place, long witness)
    {
        var windowBytes = witness >> 32;
        return windowBytes <= Math.Min(ReadPlace.WindowBytesMax, place.Position)
            ? new ReadPlace(place.Position, place.Skip, (int)windowBytes, (uint)witness)
            : throw new FormatException("it has no place like that");
    }

    public override string ToString() => _places.ToString();
}
