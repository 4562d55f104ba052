using System.Globalization;
using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// The records of a stretch of time from many objects, merged by time, the earliest first. Of each object only that stretch is read, found by
/// <see cref="TimeSeek"/>. For one enumeration. The counts may be
/// asked for at any time, the places between two records.
/// </summary>
/// <remarks>
/// An object is opened when the merge reaches the time that its name tells, eight at a time. It is left when a whole piece of it is later
/// than the end by more than <see cref="DisorderMax"/>. Records come in the order of their object, also where their times do not.
/// </remarks>
internal sealed class TimeRangeSearch
{
    /// <summary>
    /// How far records of one object are out of the order of their times at most, to be found: writers that share an object and retry, clocks
    /// that differ. What a spool delivers hours later may lie beyond it.
    /// </summary>
    internal static readonly TimeSpan DisorderMax = TimeSpan.FromMinutes(5);

    /// <summary>What of all open objects is on its way from the store; the records that are made of it come on top.</summary>
    private const int ArrivingBytesMax = 64 * 1024 * 1024;
    private const int ChunkBytesMin = 64 * 1024;
    private const int OpenedAtOnceMax = 8;

    private readonly CountedSource _source;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<SearchedObject> _objects;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;
    private readonly CompactPlaces? _start;
    private readonly List<Opened> _open = [];
    private readonly int _frontier;
    private int _nextToOpen;
    private bool _hasTaken;
    private long _atTicks;
    private ContentMeter _meter = new(long.MaxValue);

    /// <param name="source">Has the objects.</param>
    /// <param name="time">What waits between tries go by.</param>
    /// <param name="objects">Those that may have such records.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The first moment that is not wanted any more.</param>
    /// <param name="start">Where an earlier search of the same ended; null to begin.</param>
    internal TimeRangeSearch(
        IObjectSource source, TimeProvider time, IEnumerable<SearchedObject> objects, DateTimeOffset from, DateTimeOffset to, CompactPlaces? start = null)
    {
        (_source, _time, _from, _to, _start) = (new CountedSource(source), time, from, to, start);
        _objects = [.. objects.OrderBy(entry => entry.EarliestTime).ThenBy(entry => entry.Key, ObjectKeyOrder.Instance)];
        _atTicks = from.UtcTicks;

        // What an earlier search had begun is opened again where it was; what it had finished is not.
        _frontier = start is null ? 0
            : start.Mark.Length == 0 ? _objects.Count
            : Math.Max(0, _objects.ToList().FindIndex(entry => CompactPlaces.NameOf(entry.Key) == start.Mark));
    }

    /// <summary>Most bytes to read; more where it takes more to come to a record at all.</summary>
    internal long ByteBudget { get; init; } = long.MaxValue;

    /// <summary>
    /// Most bytes of content to go through, decompressed; each record counts as <see cref="ContentMeter.RecordBytesMin"/> at least. Twice as many
    /// where it takes more to come to a record at all; then the rest of that object is passed over, and <see cref="HasPassedOver"/> is set.
    /// </summary>
    internal long ContentBudget
    {
        get;
        init => (field, _meter) = (value, new ContentMeter(value));
    } = long.MaxValue;

    /// <summary>Told of objects that are passed over, with the reason.</summary>
    internal Action<string>? OnNote { get; init; }

    /// <summary>Most that one request asks of an object; less where many are open.</summary>
    internal int ChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>Where less than this is left to halve, it is read.</summary>
    internal long CloseBytes { get; init; } = 256 * 1024;

    /// <summary>How many bytes were read from the store.</summary>
    internal long ReadBytes => _source.ReadBytes;

    /// <summary>How many objects may have such records.</summary>
    internal int ObjectCount => _objects.Count;

    /// <summary>How many of them are done.</summary>
    internal int DoneCount { get; private set; }

    /// <summary>All before it has been looked through.</summary>
    internal DateTimeOffset At => new(Volatile.Read(ref _atTicks), TimeSpan.Zero);

    /// <summary>Where another search goes on; null where all has been read.</summary>
    internal CompactPlaces? PlacesAtEnd { get; private set; }

    /// <summary>Whether the enumeration ended because so many bytes had been read.</summary>
    internal bool IsOverBudget { get; private set; }

    /// <summary>
    /// Behind the record that was given out last: the places in what is open, marked with the first object that has not been begun. Objects before
    /// that which are not named are done.
    /// </summary>
    internal CompactPlaces Places
    {
        get
        {
            var places = new CompactPlaces { Mark = _nextToOpen < _objects.Count ? CompactPlaces.NameOf(_objects[_nextToOpen].Key) : "" };
            foreach (var opened in _open)
                places.Set(opened.Entry.Key, opened.Records.Place);
            return places;
        }
    }

    /// <summary>Whether content that may be wanted was passed over, since reading it would take more than the budget.</summary>
    internal bool HasPassedOver { get; private set; }

    // A search that goes on where this one ends must come further than this one.
    private bool IsSpent => (_hasTaken || HasPassedOver) && (_source.ReadBytes >= ByteBudget || _meter.IsSpent);

    /// <exception cref="ObjectReadException">The store refuses, or is away for long.</exception>
    internal async IAsyncEnumerable<LogRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                if (IsOverBudget || Earliest() is not { } earliest)
                    yield break;

                do
                {
                    var record = earliest.Take();
                    _hasTaken = true;
                    Volatile.Write(ref _atTicks, Math.Max(_atTicks, Math.Min(earliest.LastTime.UtcTicks, _to.UtcTicks)));
                    if (record.Timestamp is { } own && own >= _from && own < _to)
                        yield return record;
                    else if (record.Timestamp is null && earliest.PlacedTime is var placed && (placed is null || (placed >= _from && placed < _to)))
                        yield return record with { PlacedTime = placed };
                }
                while (earliest.Records.HasNext && (_open.Count == 1 && _nextToOpen == _objects.Count));
            }
        }
        finally
        {
            PlacesAtEnd = IsOverBudget ? Places : null;
            foreach (var opened in _open)
                await opened.Records.DisposeAsync().ConfigureAwait(false);
            _open.Clear();
        }
    }

    /// <summary>Opens what is due, and sees to it that each object that is open has a record to compare.</summary>
    private async Task FillAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            for (var i = _open.Count - 1; i >= 0; i--)
            {
                var opened = _open[i];
                if (opened.Records.HasNext)
                    continue;
                if (IsSpent)
                {
                    IsOverBudget = true;
                    return;
                }

                if (!await TryReadAsync(opened).ConfigureAwait(false))
                {
                    _open.RemoveAt(i);
                    DoneCount++;
                    await opened.Records.DisposeAsync().ConfigureAwait(false);
                }
            }

            if (_nextToOpen == _objects.Count || (Earliest() is { } earliest && _objects[_nextToOpen].EarliestTime > earliest.HeadTime))
                return;
            if (IsSpent)
            {
                IsOverBudget = true;
                return;
            }

            await OpenNextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OpenNextAsync(CancellationToken cancellationToken)
    {
        var due = _objects.Skip(_nextToOpen).Take(OpenedAtOnceMax)
            .TakeWhile(entry => entry.EarliestTime <= (Earliest()?.HeadTime ?? _objects[_nextToOpen].EarliestTime))
            .ToList();
        var firstIndex = _nextToOpen;
        var chunkBytes = Math.Clamp(ArrivingBytesMax / ObjectChunks.InMemoryMax / (_open.Count + due.Count), Math.Min(ChunkBytesMin, ChunkBytes), ChunkBytes);
        var opened = await Task.WhenAll(due.Select((entry, i) => OpenAsync(entry, firstIndex + i, chunkBytes, cancellationToken))).ConfigureAwait(false);
        _open.AddRange(opened.OfType<Opened>());
        DoneCount += opened.Count(one => one is null);
        _nextToOpen += due.Count;
    }

    private async Task<Opened?> OpenAsync(SearchedObject entry, int index, int chunkBytes, CancellationToken cancellationToken)
    {
        var start = _start?.Find(entry.Key);
        if (start is null && index < _frontier)
            return null;

        try
        {
            if (start is { } place)
            {
                var isGzip = await StoredKind.IsGzipAsync(_source, _time, entry.Key, cancellationToken).ConfigureAwait(false);
                return Open(entry, place.Position, place.Skip, isGzip, chunkBytes, cancellationToken);
            }

            var seek = new TimeSeek(_source, _time) { CloseBytes = CloseBytes };
            var wanted = _from - DateTimeOffset.MinValue > DisorderMax ? _from - DisorderMax : DateTimeOffset.MinValue;
            if (await seek.FindAsync(entry.Key, entry.LengthBytes, wanted, cancellationToken).ConfigureAwait(false) is { } found)
            {
                var opened = Open(entry, found.Position, skip: 0, found.IsGzip, chunkBytes, cancellationToken);

                // What is before the first time there is earlier than wanted.
                opened.PlacedTime = found.Position > 0 ? DateTimeOffset.MinValue : null;
                return opened;
            }

            OnNote?.Invoke($"'{entry.Key}' was deleted meanwhile.");
        }
        catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
        {
            OnNote?.Invoke(exception.Message);
        }

        return null;
    }

    private Opened Open(SearchedObject entry, long position, int skip, bool isGzip, int chunkBytes, CancellationToken cancellationToken)
    {
        return new Opened(entry, new ObjectRecords(_source, _time, entry, position, skip, isGzip, chunkBytes, _meter, Note, cancellationToken));

        void Note(StoredDamage damage) => OnNote?.Invoke(ObjectDamage.Of(entry.Key, damage).Message);
    }

    /// <returns>Whether it has more.</returns>
    private async Task<bool> TryReadAsync(Opened opened)
    {
        try
        {
            await opened.Records.ReadAsync().ConfigureAwait(false);
            if (opened.Records.IsCutOff)
            {
                HasPassedOver = true;
                OnNote?.Invoke(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The rest of '{opened.Entry.Key}', from {opened.Records.Place.Position} on, holds more than the {ContentBudget} bytes of content that one search goes through, and is passed over. 'logappend cat' reads it."));
                return false;
            }

            if (opened.Records.IsNoLog)
            {
                OnNote?.Invoke($"'{opened.Entry.Key}' has no events in CLEF, and is passed over.");
                return false;
            }

            return !opened.Records.IsDone && !(opened.Records.EarliestRead - _to >= DisorderMax);
        }
        catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
        {
            OnNote?.Invoke(exception.Message);
            return false;
        }
    }

    private Opened? Earliest()
    {
        Opened? earliest = null;
        foreach (var opened in _open)
        {
            if (opened.Records.HasNext && (earliest is null || opened.HeadTime < earliest.HeadTime))
                earliest = opened;
        }

        return earliest;
    }

    /// <summary>An object that is being read.</summary>
    private sealed class Opened(SearchedObject entry, ObjectRecords records)
    {
        internal SearchedObject Entry => entry;

        internal ObjectRecords Records => records;

        /// <summary>The time of the record taken last.</summary>
        internal DateTimeOffset LastTime { get; private set; } = DateTimeOffset.MinValue;

        /// <summary>The time of the last record that has one, by which those without one are placed; null where none is known.</summary>
        internal DateTimeOffset? PlacedTime { get; set; }

        /// <summary>The time of its next record; one without a time has that of the one before it.</summary>
        internal DateTimeOffset HeadTime => records.HasNext ? records.Next.Timestamp ?? LastTime : LastTime;

        internal LogRecord Take()
        {
            LastTime = HeadTime;
            PlacedTime = records.Next.Timestamp ?? PlacedTime;
            return records.Take();
        }
    }
}
