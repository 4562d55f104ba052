using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Finds the last records of a prefix, from the ends of its objects, and from where to follow them.</summary>
public sealed class LogTail
{
    private const int FirstReadBytes = 64 * 1024;
    private const int ReadLimitBytesMin = 1024;
    private const int ReadLimitBytesMax = 1024 * 1024 * 1024;

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

    /// <summary>Most bytes read back from the end of one object. Default: 64 MiB, which holds the longest record. Range: 1 KiB to 1 GiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to something else.</exception>
    public int ReadLimitBytes
    {
        get;
        init => field = value is >= ReadLimitBytesMin and <= ReadLimitBytesMax
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Set {nameof(ReadLimitBytes)} from {ReadLimitBytesMin} to {ReadLimitBytesMax} bytes.");
    } = RecordReader.RecordBytesMax;

    /// <summary>
    /// Told the object of which no more is read back, although fewer records than wanted were found in what <see cref="ReadLimitBytes"/> allows.
    /// Default: null.
    /// </summary>
    public Action<ObjectEntry>? OnReadLimit { get; init; }

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
        foreach (var entry in entries.Where(entry => entry.LengthBytes > 0).OrderByDescending(entry => entry.LastModified))
        {
            // The difference, not a time less the delay: records without a time have the first moment of all, and nothing is before that.
            var isNeeded = count > 0 && looked < ObjectLimit
                && ObjectSelection.MayHave(entry, place: default, from: Since ?? DateTimeOffset.MinValue, to: DateTimeOffset.MaxValue)
                && (last.Count < count || last[0].SortTime - entry.LastModified <= StoringDelayMax);
            if (!isNeeded && looked >= WitnessedObjectsMax)
                break;

            looked++;
            IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> records;
            ReadPlace? place;
            try
            {
                (records, place) = await ReadEndAsync(entry, isNeeded ? count : 0, isWanted, cancellationToken).ConfigureAwait(false);
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
        }

        return (last.ConvertAll(record => record.Record), cursor);
    }

    /// <summary>The last records of an object, and the place behind its last whole one; no place when it is gone.</summary>
    private async Task<(IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> Records, ReadPlace? Place)> ReadEndAsync(
        ObjectEntry entry, int count, Func<LogRecord, bool>? isWanted, CancellationToken cancellationToken)
    {
        var isGzip = entry.Key.EndsWith(".gz", StringComparison.Ordinal);
        for (var readBytes = count > 0 ? Math.Min(FirstReadBytes, ReadLimitBytes) : ReadPlace.WindowBytesMax; ; readBytes = (int)Math.Min(readBytes * 4L, ReadLimitBytes))
        {
            var start = Math.Max(0, entry.LengthBytes - readBytes);
            var buffer = new byte[entry.LengthBytes - start];
            var answer = await _catalog.Source.ReadAtAsync(_catalog.Time, entry.Key, start, buffer, cancellationToken).ConfigureAwait(false);
            if (answer is not RangeAnswer.Found found)
                return ([], null);

            var bytes = buffer.AsMemory(0, found.CountBytes);
            if (isGzip && count == 0)
                return ([], ReadPlace.Behind(entry.LengthBytes, bytes.Span)); // Appends are whole members.

            var records = new List<LogRecord>();
            var end = isGzip ? TakeMembers(entry.Key, bytes, start, records) : TakeLines(entry.Key, bytes, start, records);
            var isLastWhole = !isGzip && (end > 0 || start == 0)
                && found.LengthBytes == entry.LengthBytes && ObjectSelection.IsAtRest(entry, _catalog.Time.GetUtcNow());
            var lastBytes = isLastWhole ? RecordSplitter.TakeLast(entry.Key, start + end, bytes[end..], records) : 0;
            var wanted = count == 0 ? [] : records.Where(record => isWanted?.Invoke(record) ?? true).TakeLast(count).ToList();
            var isLimit = readBytes >= ReadLimitBytes && start > 0;
            if (isLimit && wanted.Count < count)
                OnReadLimit?.Invoke(entry);
            if (wanted.Count >= count && end > 0 || start == 0 || isLimit)
            {
                var place = end > 0 || start == 0 ? ReadPlace.Behind(start + end, bytes.Span[..end]) : new ReadPlace(entry.LengthBytes, 0, 0, 0);

                // The place stays before the record that no line feed ends: if more of it comes after all, it is not shown twice.
                return (WithSortTimes(wanted), lastBytes > 0 ? place with { SkipRecords = 1 } : place);
            }
        }
    }

    /// <summary>In an object's own order, whatever the times say: a record without a time, or with an earlier one, has that of the one before it.</summary>
    private static IEnumerable<(LogRecord Record, DateTimeOffset SortTime)> WithSortTimes(List<LogRecord> records)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var record in records)
        {
            last = record.Timestamp is { } own && own > last ? own : last;
            yield return (record, last);
        }
    }

    /// <returns>How many of the bytes end with a whole record.</returns>
    private static int TakeLines(string key, ReadOnlyMemory<byte> bytes, long start, List<LogRecord> records)
    {
        // Unless it is the object's first, a piece begins in the middle of a record.
        var first = start == 0 ? 0 : bytes.Span.IndexOf((byte)'\n') + 1;
        var end = bytes.Span.LastIndexOf((byte)'\n') + 1;
        if (end > first)
            RecordSplitter.Take(key, start + first, bytes[first..end], isGzip: false, isEnd: true, records);
        return end;
    }

    /// <summary>All whole members, whatever stands between them; a piece begins in the middle of one, and chance passes no checksum.</summary>
    private int TakeMembers(string key, ReadOnlyMemory<byte> bytes, long start, List<LogRecord> records)
    {
        var end = 0;
        for (var at = GzipFormat.FindHeader(bytes.Span, 0); at >= 0;)
        {
            var taken = 0;
            try
            {
                taken = RecordSplitter.Take(key, start + at, bytes[at..], isGzip: true, isEnd: true, records);
            }
            catch (ObjectReadException exception)
            {
                // Too large: the others are read all the same.
                OnPassedOver?.Invoke(exception.Message);
            }

            if (taken > 0)
                end = at + taken;
            at = GzipFormat.FindHeader(bytes.Span, taken > 0 ? end : at + 1);
        }

        return end;
    }
}
