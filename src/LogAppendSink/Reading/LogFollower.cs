using System.Globalization;
using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads all records of all objects of a prefix, and then each new one as it is appended: through rolls, new hosts, objects that are
/// deleted or replaced, and stores that are away for a while. Each record comes once. For one enumeration at a time.
/// </summary>
/// <remarks>
/// <para>
/// Two things are asked. The listing tells of objects that have grown, are new, gone, or other than they were; it comes three times a second while
/// the prefix is alive, and every few seconds when it is at rest. What it shows to have grown is read, and read again a moment later where that
/// comes before the next listing. <see cref="LogFollowerOptions"/> has what it costs.
/// </para>
/// <para>
/// An object is read from a few bytes before the place that was reached: where they are not what they were, or the object is shorter,
/// another one has taken its place and is read from its beginning. What the old one had and was not read yet is gone with it.
/// </para>
/// <para>
/// Records of one object come in their order. Between objects they are merged by time as far as they have been read: one that is appended
/// late is not waited for.
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

    /// <param name="catalog">Used, and not disposed.</param>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each with its value and the rule.</exception>
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

    /// <summary>Behind the record that was given out last: where another follower goes on. A copy of its own each time.</summary>
    public LogCursor Cursor => _cursor.Copy();

    /// <summary>The same for the object of the record that was given out last, before the next one is asked for.</summary>
    internal ReadPlace PlaceIn(string key) => _cursor.Places[key];

    /// <summary>The records, for as long as the caller wants them.</summary>
    /// <exception cref="ObjectReadException">The store refuses for a reason that does not pass by itself, e.g. access denied.</exception>
    public async IAsyncEnumerable<LogRecord> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _aliveAt = _time.GetTimestamp();
        while (true)
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
            while (await TryTakeNextAsync().ConfigureAwait(false) is { } record)
                yield return record;

            if (_outageWait == TimeSpan.Zero && _objects.Values.Any(followed => followed.HasMore))
                continue;
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks what is due.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isListed || _time.GetTimestamp() >= _nextListing)
                await ListAsync(cancellationToken).ConfigureAwait(false);
            foreach (var some in _reader.Together(_objects.Values.Where(IsDue)))
                await PollAsync(some, cancellationToken).ConfigureAwait(false);

            if (_outageWait > TimeSpan.Zero)
                Tell(LogFollowerNoticeKind.StoreBack, null, "The store answers again.");
            _backoff.Reset();
            _outageWait = TimeSpan.Zero;
        }
        catch (ObjectReadException exception) when (exception.MayPass)
        {
            if (_outageWait == TimeSpan.Zero)
                Tell(LogFollowerNoticeKind.StoreAway, null, $"{exception.Message} It is asked again until it answers.");
            _outageWait = _backoff.Next();
        }

        // While the store is away, what has been read already is not held back.
        var isIncomplete = _outageWait == TimeSpan.Zero && _objects.Values.Any(followed => followed.HasMore && followed.Pending.Count == 0);
        _ready.Clear();
        if (!isIncomplete)
            _ready.AddRange(_objects.Values.Where(followed => followed.Pending.Count > 0));
    }

    private bool IsDue(FollowedObject followed) =>
        !followed.IsNoLog && followed.Pending.Count == 0 && followed.Batch is null && (followed.HasMore || followed.NextPoll is { } due && due <= _time.GetTimestamp());

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var pages = 0;
        string? continuation = null;
        do
        {
            var page = ObjectReadException.ThrowIfFailed(await _source.ListAsync(_prefix, continuation, cancellationToken).ConfigureAwait(false));
            foreach (var entry in page?.Objects ?? [])
            {
                listed.Add(entry.Key);
                Compare(entry);
            }

            continuation = page?.Continuation;
            pages++;
        }
        while (continuation is not null);

        foreach (var key in _objects.Keys.Where(key => !listed.Contains(key)).ToList())
            Forget(key);
        _listing = (listed.Count, pages);
        _nextListing = After(ListingWait);
        _isListed = true;
    }

    /// <summary>From one listing to the next, as things are.</summary>
    private TimeSpan ListingWait => ListingPace.Next(_time.GetElapsedTime(_aliveAt), _listing.Objects, _listing.Pages, _options);

    /// <summary>Something was new: the next is probably near, and anywhere.</summary>
    private void SeeLife(long now)
    {
        _aliveAt = now;
        _nextListing = Math.Min(_nextListing, After(ListingWait));
    }

    private long After(TimeSpan wait) => _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);

    /// <summary>What a listing says of an object, against what is known of it.</summary>
    private void Compare(ObjectEntry entry)
    {
        var now = _time.GetTimestamp();
        if (!_objects.TryGetValue(entry.Key, out var followed))
        {
            followed = new FollowedObject(entry.Key, default);
            _objects.Add(entry.Key, followed);
            followed.Wake(now);
            if (_isListed)
                Tell(LogFollowerNoticeKind.ObjectAppeared, entry.Key, $"'{entry.Key}' has appeared.");
        }
        else if (followed.IsNoLog && followed.Listed is { } was && entry.LengthBytes < was.LengthBytes)
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
        Tell(LogFollowerNoticeKind.ObjectReplaced, followed.Key, $"'{followed.Key}' has been replaced by another object; it is read from its beginning.");
        followed.Restart(now);
        _cursor.Set(followed.Key, default);
    }

    private void Forget(string key)
    {
        // What was read of it and not given out yet was logged: it still comes, and only then it is forgotten.
        if (!_objects.TryGetValue(key, out var followed) || followed.Pending.Count > 0)
            return;
        _objects.Remove(key);
        _cursor.Remove(key);
        Tell(LogFollowerNoticeKind.ObjectDeleted, key, $"'{key}' has been deleted.");
    }

    /// <summary>Reads some objects at a time, and takes what came of each.</summary>
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

                // In cold storage, perhaps: the others go on.
                Leave(followed, error.Describe());
                return;
            case { IsAbsent: true }:
                followed.HasMore = false;
                Forget(followed.Key);
                return;
            case { Value: { LengthBytes: { } lengthBytes } found } when lengthBytes >= place.Position && IsSameObject(followed, read.Bytes.Span[..found.CountBytes], read.WindowBytes):
                await TakeRecordsAsync(followed, read, found.CountBytes, lengthBytes, now, cancellationToken).ConfigureAwait(false);
                return;
            default:
                // Shorter than it was, or other before the place; an object of no bytes is just that.
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

    private static bool IsSameObject(FollowedObject followed, ReadOnlySpan<byte> read, int windowBytes)
    {
        if (read.Length < windowBytes)
            return false;
        if (followed.Place.WindowBytes > 0)
            return followed.Place.IsWitnessedBy(read[..windowBytes]);

        // The bytes before the place are not known. Where the object has not grown it is the same; where it has, a record must end there or a
        // member begin.
        var grown = read[windowBytes..];
        return windowBytes == 0 || grown.IsEmpty || followed.IsGzip == true || GzipHeader.IsAt(grown)
            || grown[0] == (byte)'\n' || read[windowBytes - 1] == (byte)'\n';
    }

    /// <summary>Takes the whole records of what was read.</summary>
    private async ValueTask TakeRecordsAsync(FollowedObject followed, GrowthRead read, int countBytes, long lengthBytes, long now, CancellationToken cancellationToken)
    {
        var place = followed.Place;
        var stored = read.Bytes[read.WindowBytes..countBytes];
        var isEnd = place.Position + stored.Length >= lengthBytes;
        if (!stored.IsEmpty && (followed.IsGzip is null || place.Position == 0))
        {
            // What follows a line feed is plain; what follows anything else may be damage in a compressed object.
            followed.IsGzip = GzipHeader.IsAt(stored.Span)
                || (place.Position > 0 && read.Bytes.Span[read.WindowBytes - 1] != (byte)'\n'
                    && await StoredKind.IsGzipAsync(_source, _time, followed.Key, cancellationToken).ConfigureAwait(false));
        }

        var isGzip = followed.IsGzip == true;
        var meter = new ContentMeter(_options.ContentLimitBytes / 2); // It ends a reader at twice its limit.
        var taken = await _scan.WholeBytesAsync(stored, isGzip, meter, cancellationToken).ConfigureAwait(false);
        followed.HasMore = !isEnd;
        if (meter.IsExhausted)
        {
            Leave(followed, string.Create(
                CultureInfo.InvariantCulture,
                $"'{followed.Key}' holds more than {_options.ContentLimitBytes} bytes of content in the {stored.Length} bytes from {place.Position} on."));
            return;
        }

        if (lengthBytes > followed.SeenLengthBytes)
            followed.GrownAt = now;

        // A record that no line feed ends. The place stays before it: if more of it comes after all, it is not shown twice.
        var isTorn = isEnd && !isGzip && taken < stored.Length;
        var last = isTorn && (followed.IsAtRest(now, _time) || RecordProbe.IsObject(stored.Span[taken..])) ? stored.Length - taken : 0;
        if (taken == 0 && !isEnd)
        {
            if (stored.Length >= (isGzip ? 2L : 1L) * _options.RecordLimitBytes)
            {
                // A film below the prefix, perhaps: no more of it is read.
                var unit = isGzip ? "gzip member" : "record";
                Leave(followed, $"'{followed.Key}' has no whole {unit} in the {stored.Length} bytes from {place.Position} on: it is no log.");
            }
            else
            {
                // A record or member that is longer than what was asked for.
                followed.ReadBytes = (int)Math.Min(stored.Length * 2L, Array.MaxLength / 2);
            }

            return;
        }

        if (lengthBytes > followed.SeenLengthBytes)
        {
            followed.Wake(now);
            SeeLife(now);
        }

        if (isEnd)
            followed.Rest(now, _time, _options, ListingWait);
        if (isTorn && last == 0)
            followed.PollAtRest(_time);
        followed.SeenLengthBytes = lengthBytes;
        followed.ReadBytes = 0;

        var after = ReadPlace.Behind(place.Position + taken, read.Bytes.Span[..(read.WindowBytes + taken)]) with { SkipRecords = last > 0 ? 1 : 0 };
        followed.Batch = new FollowedBatch(
            followed.Key, place, after, stored[..(taken + last)].ToArray(), isGzip, _options.RecordLimitBytes, damage => NoticeDamage(followed.Key, damage), cancellationToken);
        await RefillAsync(followed).ConfigureAwait(false);
        if (followed.Pending.Count == 0)
            _cursor.Set(followed.Key, followed.Place);
    }

    /// <summary>Makes the next records of what was read, so that there are some or the batch is done.</summary>
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

    /// <summary>No more is read of it, until another object takes its place.</summary>
    private void Leave(FollowedObject followed, string why)
    {
        followed.IsNoLog = true;
        followed.HasMore = false;
        Tell(LogFollowerNoticeKind.ContentSkipped, followed.Key, $"{why} It is not followed.");
    }

    private void NoticeDamage(string key, StoredDamage damage) =>
        Tell(LogFollowerNoticeKind.ContentSkipped, key, ObjectDamage.Of(key, damage).Message);

    /// <summary>The earliest record read; none where an object that has more to read may yet give an earlier one.</summary>
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

        // Never zero: a clock that does not move must not make a busy loop.
        return Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), _time, cancellationToken);
    }

    private void Tell(LogFollowerNoticeKind kind, string? key, string message) => _options.OnNotice?.Invoke(new LogFollowerNotice(kind, key, message));
}
