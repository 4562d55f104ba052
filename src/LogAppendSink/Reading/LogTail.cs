using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Finds the last records of a prefix, from the ends of its objects, and from where to follow them.</summary>
public sealed class LogTail
{
    private const long ReadLimitBytesMin = 1024;

    /// <summary>Which objects' ends are looked at even when no record of theirs is wanted: those that may be replaced under a follower.</summary>
    private const int WitnessedObjectsMax = 50;

    // A record is stored a while after it was made: the buffer's wait, an outage, two clocks.
    private static readonly TimeSpan StoringDelayMax = TimeSpan.FromMinutes(10);

    private readonly ObjectCatalog _catalog;

    /// <param name="catalog">Used, and not disposed.</param>
    public LogTail(ObjectCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
    }

    /// <summary>
    /// Most bytes read back from the end of one object. Default: no limit, since memory does not grow with it. Range: from 1 KiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less.</exception>
    public long ReadLimitBytes
    {
        get;
        init => field = value >= ReadLimitBytesMin
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Set {nameof(ReadLimitBytes)} to {ReadLimitBytesMin} bytes or more.");
    } = long.MaxValue;

    /// <summary>
    /// Told the object of which no more is read back, although fewer records than wanted were found in what <see cref="ReadLimitBytes"/> allows.
    /// Default: null.
    /// </summary>
    public Action<ObjectEntry>? OnReadLimit { get; init; }

    /// <summary>
    /// Called with each stretch of bytes that are not what they should be, in what is read back; records before and after it are found. Called
    /// from within <see cref="ReadAsync"/>; what it throws ends that. Default: null.
    /// </summary>
    public Action<ObjectDamage>? OnDamage { get; init; }

    /// <summary>The longest record that is read, and the bytes of all records that are kept; null for what a tool can afford.</summary>
    internal (int RecordBytes, long KeptBytes)? MemoryLimits { get; init; }

    /// <summary>
    /// The most content to go through, decompressed, of all objects together; each record counts as <see cref="ContentMeter.RecordBytesMin"/> bytes
    /// at least. Where it is reached, <see cref="OnReadLimit"/> is told. Default: no limit.
    /// </summary>
    internal long ContentLimitBytes { get; init; } = long.MaxValue;

    /// <summary>Told of objects that cannot be read alone among others, with the reason.</summary>
    internal Action<string>? OnPassedOver { get; init; }

    /// <summary>No record that was made earlier is wanted: objects that did not change since then are not read for records. Default: null, all are.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>Most objects that are read for records, those that changed last. Default: all that may be needed.</summary>
    internal int ObjectLimit { get; init; } = int.MaxValue;

    /// <summary>The last records of all objects of a prefix, by time, and the cursor behind them.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="count">How many at most; 0 for the cursor alone.</param>
    /// <param name="isWanted">Which records count. Default: null, all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectReadException">The store does not let us.</exception>
    public async Task<(IReadOnlyList<LogRecord> Records, LogCursor Cursor)> ReadAsync(
        string prefix, int count, Func<LogRecord, bool>? isWanted = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        var entries = (await _catalog.ListInOrderAsync(prefix, cancellationToken).ConfigureAwait(false)).ToList();
        var cursor = new LogCursor();
        foreach (var entry in entries)
            cursor.Set(entry.Key, new ReadPlace(entry.LengthBytes, SkipRecords: 0, WindowBytes: 0, WindowCrc: 0));

        // The latest change first: once there are enough records, an object that was last changed long before the oldest of them has none.
        var last = new List<(LogRecord Record, DateTimeOffset SortTime)>();
        var looked = 0;
        var meter = new ContentMeter(ContentLimitBytes / 2); // It ends a reader at twice its limit.
        foreach (var entry in entries.Where(entry => entry.LengthBytes > 0).OrderByDescending(entry => entry.LastModified))
        {
            // The difference, not a time less the delay: records without a time have the first moment of all, and nothing is before that.
            var isNeeded = count > 0 && looked < ObjectLimit
                && ObjectSelection.MayHave(entry, place: default, from: Since ?? DateTimeOffset.MinValue, to: DateTimeOffset.MaxValue)
                && (last.Count < count || last[0].SortTime - entry.LastModified <= StoringDelayMax);
            if (!isNeeded && looked >= WitnessedObjectsMax)
                break;
            if (isNeeded && meter.IsExhausted)
            {
                OnReadLimit?.Invoke(entry);
                isNeeded = false;
            }

            looked++;
            IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> records;
            ReadPlace? place;
            try
            {
                (records, place) = await ReadEndAsync(entry, isNeeded ? count : 0, isWanted, meter, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
            {
                // In cold storage, perhaps. A follower goes on at its end.
                OnPassedOver?.Invoke(exception.Message);
                continue;
            }

            if (place is { } known)
                cursor.Set(entry.Key, known);
            else
                cursor.Remove(entry.Key); // Deleted a moment ago; if it comes back, it is new.
            last = last.Concat(records)
                .OrderBy(record => record.SortTime)
                .ThenBy(record => record.Record.Key, ObjectKeyOrder.Instance)
                .TakeLast(count)
                .ToList();
            DropWhatIsTooMuch(last);
        }

        return (last.ConvertAll(record => record.Record), cursor);
    }

    /// <summary>The last records of an object, and the place behind its last whole one; no place when it is gone.</summary>
    private async Task<(IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> Records, ReadPlace? Place)> ReadEndAsync(
        ObjectEntry entry, int count, Func<LogRecord, bool>? isWanted, ContentMeter meter, CancellationToken cancellationToken)
    {
        var limits = StoredContentLimits.Small with { RecordBytes = MemoryLimits?.RecordBytes ?? RecordReader.RecordBytesMax, Meter = meter };
        var tail = new ObjectTail(_catalog.Source, _catalog.Time, entry, limits, damage => OnDamage?.Invoke(ObjectDamage.Of(entry.Key, damage)));
        var records = new TailRecords(count, MemoryLimits?.KeptBytes ?? long.MaxValue, isWanted);
        if (await tail.ReadAsync(records, ReadLimitBytes, cancellationToken).ConfigureAwait(false) || records.IsCut)
            OnReadLimit?.Invoke(entry);
        return (WithSortTimes(records.Records), tail.Place);
    }

    private void DropWhatIsTooMuch(List<(LogRecord Record, DateTimeOffset SortTime)> records)
    {
        if (MemoryLimits is not { } limits)
            return;
        var bytes = records.Sum(record => (long)record.Record.Bytes.Length);
        var dropped = 0;
        for (; bytes > limits.KeptBytes && dropped < records.Count - 1; dropped++)
            bytes -= records[dropped].Record.Bytes.Length;
        records.RemoveRange(0, dropped);
    }

    /// <summary>In an object's own order, whatever the times say: a record without a time, or with an earlier one, has that of the one before it.</summary>
    private static IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> WithSortTimes(IReadOnlyList<LogRecord> records)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var record in records)
        {
            last = record.Timestamp is { } own && own > last ? own : last;
            yield return (record, last);
        }
    }
}
