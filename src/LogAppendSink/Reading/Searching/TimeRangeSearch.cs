using System.Globalization;
using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// Reads the records of a time range from many objects, merged by time, earliest first. <see cref="TimeSeek"/> finds the range in each
/// object, and only that part is read. Can be enumerated once. The counts can be read at any time, the places between two records.
/// </summary>
/// <remarks>
/// Objects are opened when the merge reaches the time in their name, eight at a time. An object is closed when a whole piece is later than
/// the end by more than <see cref="DisorderMax"/>. Records keep the order of their object, even if their times do not.
/// </remarks>
internal sealed class TimeRangeSearch
{
    /// <summary>
    /// The most by which a record may be out of time order within its object and still be found. Disorder comes from writers that share an
    /// object and retry, and from clock differences. A spool delivered hours later may exceed it.
    /// </summary>
    internal static readonly TimeSpan DisorderMax = TimeSpan.FromMinutes(5);

    /// <summary>The most bytes in flight for all open objects, without the records created from them.</summary>
    private const int ArrivingBytesMax = 64 * 1024 * 1024;
    private const int ChunkBytesMin = 64 * 1024;

    /// <summary>The largest chunk of a compressed object. Decompressed, it is about ten times as large.</summary>
    private const int GzipChunkBytesMax = 512 * 1024;

    private const int OpenedAtOnceMax = 8;

    private readonly CountedSource _source;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<SearchedObject> _objects;
    private readonly CompactPlaces? _start;
    private readonly List<Opened> _open = [];
    private readonly int _frontier;
    private int _nextToOpen;
    private bool _hasTaken;
    private long _atTicks;
    private ContentMeter _meter = new(long.MaxValue);

    /// <param name="source">Provides the objects.</param>
    /// <param name="time">The clock for retries.</param>
    /// <param name="objects">The objects that may have such records.</param>
    /// <param name="from">The start of the time range.</param>
    /// <param name="to">The end of the time range, exclusive.</param>
    /// <param name="start">Where an earlier search with the same parameters ended; null to start.</param>
    internal TimeRangeSearch(
        IObjectSource source,
        TimeProvider time,
        IEnumerable<SearchedObject> objects,
        DateTimeOffset from,
        DateTimeOffset to,
        CompactPlaces? start = null)
    {
        (_source, _time, From, To, _start) = (new CountedSource(source), time, from, to, start);
        _objects = [.. objects.OrderBy(entry => entry.EarliestTime).ThenBy(entry => entry.Key, ObjectKeyOrder.Instance)];
        _atTicks = from.UtcTicks;

        // Objects that the earlier search had opened continue at their place; objects that it had finished are skipped.
        _frontier = start is null ? 0
            : start.Mark.Length == 0 ? _objects.Count
            : Math.Max(0, _objects.ToList().FindIndex(entry => CompactPlaces.NameOf(entry.Key) == start.Mark));
    }

    /// <summary>The start of the time range.</summary>
    internal DateTimeOffset From { get; }

    /// <summary>The end of the time range, exclusive.</summary>
    internal DateTimeOffset To { get; }

    /// <summary>The most bytes to read; may be exceeded to reach the first record.</summary>
    internal long ByteBudget { get; init; } = long.MaxValue;

    /// <summary>
    /// The most decompressed bytes to process; each record counts as at least <see cref="ContentMeter.RecordBytesMin"/>. Up to twice as
    /// many to reach the first record; after that the rest of the object is skipped, and <see cref="HasPassedOver"/> is set.
    /// </summary>
    internal long ContentBudget
    {
        get;
        init => (field, _meter) = (value, new ContentMeter(value));
    } = long.MaxValue;

    /// <summary>Called with the reason when an object is skipped.</summary>
    internal Action<string>? OnNote { get; init; }

    /// <summary>The most bytes of one request; less if many objects are open.</summary>
    internal int ChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>A range below this length is read instead of searched further.</summary>
    internal long CloseBytes { get; init; } = 256 * 1024;

    /// <summary>The number of bytes read from the store.</summary>
    internal long ReadBytes => _source.ReadBytes;

    /// <summary>The number of objects that may have such records.</summary>
    internal int ObjectCount => _objects.Count;

    /// <summary>The number of objects that are finished.</summary>
    internal int DoneCount { get; private set; }

    /// <summary>The time up to which all objects have been searched.</summary>
    internal DateTimeOffset At => new(Volatile.Read(ref _atTicks), TimeSpan.Zero);

    /// <summary>Where another search continues; null if all records were read.</summary>
    internal CompactPlaces? PlacesAtEnd { get; private set; }

    /// <summary>Whether the enumeration ended because a budget was used up.</summary>
    internal bool IsOverBudget { get; private set; }

    /// <summary>
    /// The position after the last returned record: the places in the open objects, marked with the first object not yet opened. Earlier
    /// objects that are not included are finished.
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

    /// <summary>Whether content that may be wanted was skipped because it exceeds the budget.</summary>
    internal bool HasPassedOver { get; private set; }

    // A search that continues from here must make progress.
    private bool IsSpent => (_hasTaken || HasPassedOver) && (_source.ReadBytes >= ByteBudget || _meter.IsSpent);

    /// <exception cref="ObjectReadException">The store refuses, or is unavailable for longer than the retries.</exception>
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
                    Volatile.Write(ref _atTicks, Math.Max(_atTicks, Math.Min(earliest.LastTime.UtcTicks, To.UtcTicks)));
                    if (record.Timestamp is { } own && own >= From && own < To)
                        yield return record;
                    else if (record.Timestamp is null
                        && earliest.PlacedTime is var placed
                        && (placed is null || (placed >= From && placed < To)))
                    {
                        yield return record with { PlacedTime = placed };
                    }
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

    /// <summary>Opens the objects that are due, and ensures that each open object has a record to compare.</summary>
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
        var chunkBytes = Math.Clamp(
            ArrivingBytesMax / ObjectChunks.InMemoryMax / (_open.Count + due.Count), Math.Min(ChunkBytesMin, ChunkBytes), ChunkBytes);
        var opened = await Task.WhenAll(
            due.Select((entry, i) => OpenAsync(entry, firstIndex + i, chunkBytes, cancellationToken))).ConfigureAwait(false);
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
                return Open(entry, place, isGzip, chunkBytes, cancellationToken);
            }

            var seek = new TimeSeek(_source, _time) { CloseBytes = CloseBytes };
            var wanted = From - DateTimeOffset.MinValue > DisorderMax ? From - DisorderMax : DateTimeOffset.MinValue;
            if (await seek.FindAsync(entry.Key, entry.LengthBytes, wanted, cancellationToken).ConfigureAwait(false) is { } found)
            {
                var opened = Open(entry, new ReadPlace(found.Position), found.IsGzip, chunkBytes, cancellationToken);

                // Undated records before the first dated one are earlier than the wanted time.
                opened.PlacedTime = found.Position > 0 ? DateTimeOffset.MinValue : null;
                return opened;
            }

            OnNote?.Invoke($"'{entry.Key}' was deleted during the search.");
        }
        catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
        {
            OnNote?.Invoke(exception.Message);
        }

        return null;
    }

    private Opened Open(SearchedObject entry, ReadPlace start, bool isGzip, int chunkBytes, CancellationToken cancellationToken)
    {
        var readBytes = isGzip ? Math.Min(chunkBytes, GzipChunkBytesMax) : chunkBytes;
        var chunks = new ObjectChunks(_source, _time, entry.Key, start.Position, entry.LengthBytes, readBytes);
        return new Opened(entry, new ObjectRecords(entry, chunks, start, isGzip, _meter, Note, cancellationToken));

        void Note(StoredDamage damage) => OnNote?.Invoke(ObjectDamage.Of(entry.Key, damage).Message);
    }

    /// <returns>Whether the object has more records.</returns>
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
                    $"The rest of '{opened.Entry.Key}', from {opened.Records.Place.Position} on, has more content than one search "
                        + $"reads ({ContentBudget} bytes) and is skipped. Read it with 'logappend cat'."));
                return false;
            }

            if (opened.Records.IsNotLog)
            {
                OnNote?.Invoke($"'{opened.Entry.Key}' has no CLEF events and is skipped.");
                return false;
            }

            return !opened.Records.IsDone && !(opened.Records.EarliestRead - To >= DisorderMax);
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

    /// <summary>An open object.</summary>
    private sealed class Opened(SearchedObject entry, ObjectRecords records)
    {
        internal SearchedObject Entry => entry;

        internal ObjectRecords Records => records;

        /// <summary>The time of the record taken last.</summary>
        internal DateTimeOffset LastTime { get; private set; } = DateTimeOffset.MinValue;

        /// <summary>The time of the last dated record, used for records without a time; null if unknown.</summary>
        internal DateTimeOffset? PlacedTime { get; set; }

        /// <summary>The time of the next record; a record without a time has that of the record before it.</summary>
        internal DateTimeOffset HeadTime => records.HasNext ? records.Next.Timestamp ?? LastTime : LastTime;

        internal LogRecord Take()
        {
            LastTime = HeadTime;
            PlacedTime = records.Next.Timestamp ?? PlacedTime;
            return records.Take();
        }
    }
}
