using System.Globalization;
using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads all records of all objects with a prefix, then each new record as it is appended. Continues through rolls, new hosts, deleted or
/// replaced objects, and store outages. Each record is returned once. One enumeration at a time.
/// </summary>
/// <remarks>
/// <para>
/// A listing shows which objects have grown, appeared, disappeared or changed. It is requested three times a second while the prefix is
/// active, and every few seconds while it is idle. Objects that have grown are read, and read again shortly after if that is due before the
/// next listing. <see cref="LogFollowerOptions"/> documents the cost.
/// </para>
/// <para>
/// Each read starts a few bytes before the position reached. If those bytes have changed, or the object is shorter, the object was
/// replaced: it is read from its beginning. Unread records of the old object are lost.
/// </para>
/// <para>
/// Records of one object keep their order. Records of several objects are merged by time as far as they have been read; the follower does
/// not wait for late appends.
/// </para>
/// </remarks>
public sealed class LogFollower
{
    private readonly IObjectSource _source;
    private readonly GrowthReader _reader;
    private readonly GrowthScan _scan = new();
    private readonly TimeProvider _time;
    private readonly string _prefix;
    private readonly LogFollowerOptions _options;
    private readonly LogCursor _cursor;
    private readonly SortedDictionary<string, FollowedObject> _objects = new(ObjectKeyOrder.Instance);
    private readonly List<FollowedObject> _ready = [];
    private bool _isListed;
    private (int Objects, int Pages) _listing = (0, 1);
    private long _aliveAt;
    private long _nextListing;
    private readonly Backoff _backoff = new(first: TimeSpan.FromSeconds(1), longest: TimeSpan.FromSeconds(5));
    private TimeSpan _outageWait;

    /// <param name="catalog">The store to read; not disposed.</param>
    /// <param name="prefix">The prefix of the keys.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message gives the name, value and rule of each.</exception>
    public LogFollower(ObjectCatalog catalog, string prefix, LogFollowerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(prefix);
        (_source, _time, _prefix, _options) = (catalog.Source, catalog.Time, prefix, options ?? new LogFollowerOptions());
        if (_options.Errors().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));

        _reader = new GrowthReader(_source, _options.ReadLimitBytes);
        _cursor = _options.Start.Copy();
        foreach (var (key, place) in _cursor.Places)
            _objects.Add(key, new FollowedObject(key, place) { SeenLengthBytes = place.Position });
    }

    /// <summary>A copy of the position after the last returned record, with which another follower continues.</summary>
    public LogCursor Cursor => _cursor.Copy();

    /// <summary>The position in the object of the last returned record. Valid until the next record is requested.</summary>
    internal ReadPlace PlaceIn(string key) => _cursor.Places[key];

    /// <summary>Returns the records until the caller stops the enumeration.</summary>
    /// <exception cref="ObjectReadException">The store refuses for a reason that retries cannot fix, e.g. access denied.</exception>
    public async IAsyncEnumerable<LogRecord> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _aliveAt = _time.GetTimestamp();
        while (true)
        {
            await PollStoreAsync(cancellationToken).ConfigureAwait(false);
            while (await TryTakeNextAsync().ConfigureAwait(false) is { } record)
                yield return record;

            if (_outageWait == TimeSpan.Zero && _objects.Values.Any(followed => followed.HasMore))
                continue;
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists the prefix and reads the objects, as far as due.</summary>
    private async Task PollStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isListed || _time.GetTimestamp() >= _nextListing)
                await ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var some in _reader.Together(_objects.Values.Where(IsDue)))
                await PollAsync(some, cancellationToken).ConfigureAwait(false);

            if (_outageWait > TimeSpan.Zero)
                Notify(LogFollowerNoticeKind.StoreBack, null, "The store responds again.");
            _backoff.Reset();
            _outageWait = TimeSpan.Zero;
        }
        catch (ObjectReadException exception) when (exception.MayPass)
        {
            if (_outageWait == TimeSpan.Zero)
                Notify(LogFollowerNoticeKind.StoreAway, null, $"{exception.Message} The follower retries until the store responds.");
            _outageWait = _backoff.Next();
        }

        // During an outage, records that were already read are still returned.
        var isIncomplete = _outageWait == TimeSpan.Zero && _objects.Values.Any(followed => followed.HasMore && followed.Pending.Count == 0);
        _ready.Clear();
        if (!isIncomplete)
            _ready.AddRange(_objects.Values.Where(followed => followed.Pending.Count > 0));
    }

    private bool IsDue(FollowedObject followed) =>
        !followed.IsSkipped
            && followed.Pending.Count == 0
            && followed.Batch is null
            && (followed.HasMore || followed.NextPoll is { } due && due <= _time.GetTimestamp());

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var pages = 0;
        await foreach (var page in _source.ListPagesAsync(_prefix, cancellationToken).ConfigureAwait(false))
        {
            pages++;
            foreach (var entry in page)
            {
                listed.Add(entry.Key);
                Compare(entry);
            }
        }

        foreach (var key in _objects.Keys.Where(key => !listed.Contains(key)).ToList())
            Forget(key);
        _listing = (listed.Count, pages);
        _nextListing = After(ListingWait);
        _isListed = true;
    }

    /// <summary>The wait until the next listing, for the current activity.</summary>
    private TimeSpan ListingWait => ListingPace.Next(_time.GetElapsedTime(_aliveAt), _listing.Objects, _listing.Pages, _options);

    /// <summary>Records activity: more is probably coming soon, in any object.</summary>
    private void RecordActivity(long now)
    {
        _aliveAt = now;
        _nextListing = Math.Min(_nextListing, After(ListingWait));
    }

    private long After(TimeSpan wait) => _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Compares a listed object with what is known of it.</summary>
    private void Compare(ObjectEntry entry)
    {
        var now = _time.GetTimestamp();
        if (!_objects.TryGetValue(entry.Key, out var followed))
        {
            followed = new FollowedObject(entry.Key, default);
            _objects.Add(entry.Key, followed);
            followed.Wake(now);
            if (_isListed)
                Notify(LogFollowerNoticeKind.ObjectAppeared, entry.Key, $"'{entry.Key}' has appeared.");
        }
        else if (followed.IsSkipped && followed.Listed is { } was && entry.LengthBytes < was.LengthBytes)
        {
            Replace(followed, now);
        }
        else if (followed.Listed is { } before ? before != (entry.LengthBytes, entry.ETag) : entry.LengthBytes != followed.Place.Position)
        {
            followed.Wake(now);
        }

        followed.Listed = (entry.LengthBytes, entry.ETag);
    }

    private void Replace(FollowedObject followed, long now)
    {
        Notify(
            LogFollowerNoticeKind.ObjectReplaced,
            followed.Key,
            $"'{followed.Key}' has been replaced by another object; it is read from its beginning.");
        followed.Restart(now);
        _cursor.Set(followed.Key, default);
    }

    private void Forget(string key)
    {
        // Records that were read but not returned yet still count: forget the object only after they are returned.
        if (!_objects.TryGetValue(key, out var followed) || followed.Pending.Count > 0)
            return;
        _objects.Remove(key);
        _cursor.Remove(key);
        Notify(LogFollowerNoticeKind.ObjectDeleted, key, $"'{key}' has been deleted.");
    }

    /// <summary>Reads a group of objects and processes each result.</summary>
    private async Task PollAsync(FollowedObject[] some, CancellationToken cancellationToken)
    {
        var reads = await _reader.ReadAsync(some, cancellationToken).ConfigureAwait(false);
        var now = _time.GetTimestamp();
        foreach (var (followed, read) in some.Zip(reads))
            await TakeAsync(followed, read, now, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(FollowedObject followed, GrowthRead read, long now, CancellationToken cancellationToken)
    {
        var place = followed.Place;
        switch (read.Range)
        {
            case { Error: { } error }:
                if (new ObjectReadException(error) is { IsOfObjectAlone: false } exception)
                    throw exception;

                // The object may be in cold storage: skip it and continue with the others.
                Skip(followed, error.Describe());
                return;
            case { IsAbsent: true }:
                followed.HasMore = false;
                Forget(followed.Key);
                return;
            case { Value: { LengthBytes: { } lengthBytes } found } when lengthBytes >= place.Position
                && followed.IsSameObject(read.Bytes.Span[..found.CountBytes], read.WindowBytes):
                await TakeRecordsAsync(followed, read, found.CountBytes, lengthBytes, now, cancellationToken).ConfigureAwait(false);
                return;
            default:
                // The object is shorter than before, or has other bytes before the position. An empty object is simply idle.
                if (place.Position > 0)
                {
                    Replace(followed, now);
                }
                else
                {
                    followed.HasMore = false;
                    followed.Rest(now, _time, _options, ListingWait);
                }

                return;
        }
    }

    /// <summary>Takes the whole records of a read.</summary>
    private async ValueTask TakeRecordsAsync(
        FollowedObject followed, GrowthRead read, int countBytes, long lengthBytes, long now, CancellationToken cancellationToken)
    {
        var place = followed.Place;
        var stored = read.Bytes[read.WindowBytes..countBytes];
        var isEnd = place.Position + stored.Length >= lengthBytes;
        if (!stored.IsEmpty && (followed.IsGzip is null || place.Position == 0))
        {
            // Bytes after a line feed are plain; bytes after anything else may be damage in a compressed object.
            followed.IsGzip = GzipHeader.IsAt(stored.Span)
                || (place.Position > 0 && read.Bytes.Span[read.WindowBytes - 1] != (byte)'\n'
                    && await StoredKind.IsGzipAsync(_source, _time, followed.Key, cancellationToken).ConfigureAwait(false));
        }

        var isGzip = followed.IsGzip == true;
        var meter = new ContentMeter(_options.ContentLimitBytes / 2); // A meter stops a reader at twice its limit.
        var taken = await _scan.WholeBytesAsync(stored, isGzip, meter, cancellationToken).ConfigureAwait(false);
        followed.HasMore = !isEnd;
        if (meter.IsExhausted)
        {
            Skip(followed, string.Create(
                CultureInfo.InvariantCulture,
                $"'{followed.Key}' holds more than {_options.ContentLimitBytes} bytes of content in the {stored.Length} bytes "
                    + $"from {place.Position} on."));
            return;
        }

        if (lengthBytes > followed.SeenLengthBytes)
            followed.GrownAt = now;

        // The last record has no line feed. The position stays before it, so that it is not shown twice if the rest arrives later.
        var isTorn = isEnd && !isGzip && taken < stored.Length;
        var last = isTorn && (followed.IsAtRest(now, _time) || RecordProbe.IsObject(stored.Span[taken..])) ? stored.Length - taken : 0;
        if (taken == 0 && !isEnd)
        {
            if (stored.Length >= (isGzip ? 2L : 1L) * _options.RecordLimitBytes)
            {
                // Probably not a log, e.g. a video: stop reading it.
                var unit = isGzip ? "gzip member" : "record";
                Skip(
                    followed,
                    $"'{followed.Key}' has no whole {unit} in the {stored.Length} bytes from {place.Position} on: it is not a log.");
            }
            else
            {
                // The record or member is longer than the read: read more.
                followed.ReadBytes = (int)Math.Min(stored.Length * 2L, Array.MaxLength / 2);
            }

            return;
        }

        if (lengthBytes > followed.SeenLengthBytes)
        {
            followed.Wake(now);
            RecordActivity(now);
        }

        if (isEnd)
            followed.Rest(now, _time, _options, ListingWait);
        if (isTorn && last == 0)
            followed.PollAtRest(_time);
        followed.SeenLengthBytes = lengthBytes;
        followed.ReadBytes = 0;

        var after = ReadPlace.After(
            place.Position + taken, read.Bytes.Span[..(read.WindowBytes + taken)]) with
        { SkipRecords = last > 0 ? 1 : 0 };
        followed.Batch = new FollowedBatch(
            new ObjectGrowth(followed.Key, place, after, stored[..(taken + last)].ToArray(), isGzip),
            _options.RecordLimitBytes,
            damage => NoticeDamage(followed.Key, damage),
            cancellationToken);
        await RefillAsync(followed).ConfigureAwait(false);
        if (followed.Pending.Count == 0)
            _cursor.Set(followed.Key, followed.Place);
    }

    /// <summary>Creates the next records, until there are some or the batch is done.</summary>
    private static async ValueTask RefillAsync(FollowedObject followed)
    {
        if (followed.Batch is not { } batch)
            return;

        var records = new List<(LogRecord Record, ReadPlace After)>();
        await batch.TakeAsync(records).ConfigureAwait(false);
        foreach (var (record, after) in records)
        {
            followed.LastTime = record.Timestamp is { } own && own > followed.LastTime ? own : followed.LastTime;
            followed.Pending.Enqueue((record, followed.LastTime, after));
        }

        if (!batch.IsDone)
            return;
        followed.Place = batch.End;
        followed.Batch = null;
    }

    /// <summary>Stops reading the object until another object replaces it.</summary>
    private void Skip(FollowedObject followed, string reason)
    {
        followed.IsSkipped = true;
        followed.HasMore = false;
        Notify(LogFollowerNoticeKind.ContentSkipped, followed.Key, $"{reason} It is not followed.");
    }

    private void NoticeDamage(string key, StoredDamage damage) =>
        Notify(LogFollowerNoticeKind.ContentSkipped, key, ObjectDamage.Of(key, damage).Message);

    /// <summary>Takes the earliest record; null if an object with unread bytes may still have an earlier one.</summary>
    private async ValueTask<LogRecord?> TryTakeNextAsync()
    {
        FollowedObject? earliest = null;
        foreach (var followed in _ready)
        {
            if (followed.Pending.Count > 0 && (earliest is null || followed.Pending.Peek().SortTime < earliest.Pending.Peek().SortTime))
                earliest = followed;
        }

        if (earliest is null)
            return null;

        var (record, _, after) = earliest.Pending.Dequeue();
        if (earliest.Pending.Count == 0)
            await RefillAsync(earliest).ConfigureAwait(false);
        _cursor.Set(earliest.Key, earliest.Pending.Count == 0 ? earliest.Place : after);
        if (earliest.Pending.Count == 0 && earliest.HasMore && _outageWait == TimeSpan.Zero)
            _ready.Clear();
        return record;
    }

    private Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_outageWait > TimeSpan.Zero)
            return Task.Delay(_outageWait, _time, cancellationToken);

        var next = _nextListing;
        foreach (var followed in _objects.Values)
            next = Math.Min(next, followed.NextPoll ?? next);
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), next);

        // At least 1 ms: a clock that does not advance must not cause a busy loop.
        return Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), _time, cancellationToken);
    }

    private void Notify(LogFollowerNoticeKind kind, string? key, string message) =>
        _options.OnNotice?.Invoke(new LogFollowerNotice(kind, key, message));
}
