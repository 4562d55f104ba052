using System.Globalization;

namespace LogAppendSink.Reading;

/// <summary>How a <see cref="LogFollower"/> looks for news.</summary>
/// <remarks>
/// What it costs by default, with up to 50 objects below the prefix:
/// <list type="bullet">
/// <item>A minute in which nothing happens: 20 requests, all of them listings, however many objects there are. The first such minute after the
/// last event: 27 listings and at most 2 reads of each object that had grown; 29 requests where that is one object.</item>
/// <item>While events come: 200 listings a minute, and up to 300 reads of each object that grows all the time; one or two each time an object
/// grows that does so now and then.</item>
/// </list>
/// With more objects the listings are larger and come less often: of 100 every 0.6 s while events come, of 500 every 3 s. Then an object that has
/// grown is read up to 10 times more in the minute after.
/// </remarks>
public sealed record LogFollowerOptions
{
    private const int ReadLimitBytesMin = 1024;

    private static readonly TimeSpan PollIntervalMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ListingIntervalMax = TimeSpan.FromDays(1);

    /// <summary>Where to begin. Default: the beginning of every object. <see cref="LogTail"/> makes one for the ends.</summary>
    public LogCursor Start { get; init; } = LogCursor.Beginning;

    /// <summary>
    /// How soon an object that grows is looked at again; the prefix is listed every one and a half of it while events come, so that new objects,
    /// and old ones that grow again, are noticed as soon. Default: 200 ms. Range: 10 ms to <see cref="ListingInterval"/>.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How often the prefix is listed when it has been at rest for a while. Default: 3 s; of more than 1,000 objects, as many times that as there
    /// are thousands. Range: <see cref="PollInterval"/> to 1 day.
    /// </summary>
    public TimeSpan ListingInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most bytes that one request asks of an object; more for a record or gzip member that is longer. Default: 1 MiB. Range: 1 KiB to 64 MiB.</summary>
    public int ReadLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Told of objects that appear, are replaced or deleted, of bytes that are no log, and once of each outage of the store and its end. Called between two records, from
    /// the enumeration; what it throws ends that. Default: null.
    /// </summary>
    public Action<LogFollowerNotice>? OnNotice { get; init; }

    /// <summary>The longest record that is read; an object with a longer one is not followed. Compressed, twice as much.</summary>
    internal int RecordLimitBytes { get; init; } = RecordReader.RecordBytesMax;

    /// <summary>
    /// The most content, decompressed, of what an object has grown by when it is read; each record counts as
    /// <see cref="Decoding.ContentMeter.RecordBytesMin"/> bytes at least. An object with more is not followed. Default: no limit.
    /// </summary>
    internal long ContentLimitBytes { get; init; } = long.MaxValue;

    /// <summary>What cannot work, all of it.</summary>
    internal IEnumerable<string> Errors()
    {
        if (PollInterval < PollIntervalMin)
            yield return $"{nameof(PollInterval)} is {PollInterval:c}; set it to {PollIntervalMin:c} or more.";
        if (ListingInterval < PollInterval || ListingInterval > ListingIntervalMax)
            yield return $"{nameof(ListingInterval)} is {ListingInterval:c}; set it from {nameof(PollInterval)} ({PollInterval:c}) to {ListingIntervalMax:c}.";
        if (ReadLimitBytes is < ReadLimitBytesMin or > RecordReader.RecordBytesMax)
            yield return string.Create(CultureInfo.InvariantCulture, $"{nameof(ReadLimitBytes)} is {ReadLimitBytes}; set it from {ReadLimitBytesMin} to {RecordReader.RecordBytesMax} bytes.");
    }
}
