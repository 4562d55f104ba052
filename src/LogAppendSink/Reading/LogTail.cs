using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Finds the last records of a prefix, from the ends of its objects, and the cursor to follow them from.</summary>
public sealed class LogTail
{
    private const long ReadLimitBytesMin = 1024;

    /// <summary>How many object ends are read even without wanted records: these objects may be replaced while they are followed.</summary>
    private const int WitnessedObjectsMax = 50;

    // A record is stored some time after it was created: buffering, an outage, clocks that differ.
    private static readonly TimeSpan StoringDelayMax = TimeSpan.FromMinutes(10);

    private readonly ObjectCatalog _catalog;

    /// <param name="catalog">The store to read; not disposed.</param>
    public LogTail(ObjectCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        _catalog = catalog;
    }

    /// <summary>
    /// The most bytes read back from the end of one object. Default: no limit, since memory use does not depend on it. Range: from 1 KiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 KiB.</exception>
    public long ReadLimitBytes
    {
        get;
        init => field = value >= ReadLimitBytesMin
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"Set {nameof(ReadLimitBytes)} to {ReadLimitBytesMin} bytes or more.");
    } = long.MaxValue;

    /// <summary>
    /// Called with an object that is not read back further, although <see cref="ReadLimitBytes"/> allowed fewer records than wanted.
    /// Default: null.
    /// </summary>
    public Action<ObjectEntry>? OnReadLimit { get; init; }

    /// <summary>
    /// Called with each damaged range that is read; records before and after it are found. Called from within <see cref="ReadAsync"/>; an
    /// exception ends the read. Default: null.
    /// </summary>
    public Action<ObjectDamage>? OnDamage { get; init; }

    /// <summary>The longest record that is read, and the most bytes of kept records; null for the limits of a tool.</summary>
    internal (int RecordBytes, long KeptBytes)? MemoryLimits { get; init; }

    /// <summary>
    /// The most decompressed content of all objects together; each record counts as at least <see cref="ContentMeter.RecordBytesMin"/>
    /// bytes. When it is reached, <see cref="OnReadLimit"/> is called. Default: no limit.
    /// </summary>
    internal long ContentLimitBytes { get; init; } = long.MaxValue;

    /// <summary>Called with the reason when an object cannot be read while others can.</summary>
    internal Action<string>? OnPassedOver { get; init; }

    /// <summary>
    /// No earlier records are wanted: objects that did not change since then are not read for records. Default: null, all are read.
    /// </summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>The most objects read for records, latest change first. Default: as many as needed.</summary>
    internal int ObjectLimit { get; init; } = int.MaxValue;

    /// <summary>Returns the last records of all objects with a prefix, by time, and the cursor after them.</summary>
    /// <param name="prefix">The prefix of the keys.</param>
    /// <param name="count">The maximum number of records; 0 for the cursor alone.</param>
    /// <param name="isWanted">Selects the records to return. Default: null, all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async Task<(IReadOnlyList<LogRecord> Records, LogCursor Cursor)> ReadAsync(
        string prefix, int count, Func<LogRecord, bool>? isWanted = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        var entries = (await _catalog.ListInOrderAsync(prefix, cancellationToken).ConfigureAwait(false)).ToList();
        var cursor = new LogCursor();
        foreach (var entry in entries)
            cursor.Set(entry.Key, new ReadPlace(entry.LengthBytes));

        // Latest change first: once there are enough records, objects that last changed long before the oldest of them cannot have newer
        // ones.
        var last = new List<(LogRecord Record, DateTimeOffset SortTime)>();
        var readCount = 0;
        var meter = new ContentMeter(ContentLimitBytes / 2); // A meter stops a reader at twice its limit.
        foreach (var entry in entries.Where(entry => entry.LengthBytes > 0).OrderByDescending(entry => entry.LastModified))
        {
            // Compare the difference: undated records have DateTimeOffset.MinValue, from which the delay cannot be subtracted.
            var isNeeded = count > 0 && readCount < ObjectLimit
                && ObjectSelection.MayHave(entry, place: default, from: Since ?? DateTimeOffset.MinValue, to: DateTimeOffset.MaxValue)
                && (last.Count < count || last[0].SortTime - entry.LastModified <= StoringDelayMax);
            if (!isNeeded && readCount >= WitnessedObjectsMax)
                break;
            if (isNeeded && meter.IsExhausted)
            {
                OnReadLimit?.Invoke(entry);
                isNeeded = false;
            }

            readCount++;
            IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> records;
            ReadPlace? place;
            try
            {
                (records, place) = await ReadEndAsync(
                    entry, isNeeded ? count : 0, isWanted, meter, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectReadException exception) when (exception.IsOfObjectAlone)
            {
                // The object may be in cold storage. A follower continues at its end.
                OnPassedOver?.Invoke(exception.Message);
                continue;
            }

            if (place is { } known)
                cursor.Set(entry.Key, known);
            else
                cursor.Remove(entry.Key); // Deleted since the listing; if it reappears, it is a new object.
            last = last.Concat(records)
                .OrderBy(record => record.SortTime)
                .ThenBy(record => record.Record.Key, ObjectKeyOrder.Instance)
                .TakeLast(count)
                .ToList();
            DropAboveMemoryLimit(last);
        }

        return (last.ConvertAll(record => record.Record), cursor);
    }

    /// <summary>
    /// Returns the last records of an object, and the place after its last whole record; no place if the object was deleted.
    /// </summary>
    private async Task<(IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> Records, ReadPlace? Place)> ReadEndAsync(
        ObjectEntry entry, int count, Func<LogRecord, bool>? isWanted, ContentMeter meter, CancellationToken cancellationToken)
    {
        var limits =
            StoredContentLimits.Small with { RecordBytes = MemoryLimits?.RecordBytes ?? RecordReader.RecordBytesMax, Meter = meter };
        var tail = new ObjectTail(
            _catalog.Source, _catalog.Time, entry, limits, damage => OnDamage?.Invoke(ObjectDamage.Of(entry.Key, damage)));
        var records = new TailRecords(count, MemoryLimits?.KeptBytes ?? long.MaxValue, isWanted);
        if (await tail.ReadAsync(records, ReadLimitBytes, cancellationToken).ConfigureAwait(false) || records.IsCut)
            OnReadLimit?.Invoke(entry);
        return (WithSortTimes(records.Records), tail.Place);
    }

    private void DropAboveMemoryLimit(List<(LogRecord Record, DateTimeOffset SortTime)> records)
    {
        if (MemoryLimits is not { } limits)
            return;
        var bytes = records.Sum(record => (long)record.Record.Bytes.Length);
        var dropped = 0;
        for (; bytes > limits.KeptBytes && dropped < records.Count - 1; dropped++)
            bytes -= records[dropped].Record.Bytes.Length;
        records.RemoveRange(0, dropped);
    }

    /// <summary>
    /// Keeps the object's order: a record without a time, or with an earlier one, sorts by the time of the record before it.
    /// </summary>
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
