using System.Globalization;

namespace LogAppendSink.Reading;

/// <summary>The settings of a <see cref="LogFollower"/>.</summary>
/// <remarks>
/// Requests by default, with up to 50 objects below the prefix:
/// <list type="bullet">
/// <item>An idle minute: 20 requests, all listings, regardless of the number of objects. The first idle minute after the last event: 27
/// listings and at most 2 reads of each object that had grown, so 29 requests for one object.</item>
/// <item>While events arrive: 200 listings a minute, and up to 300 reads of each object that grows continuously. An object that grows
/// occasionally takes one or two reads each time.</item>
/// </list>
/// With more objects, listings are larger and less frequent: every 0.6 s for 100 objects and every 3 s for 500, while events arrive. An
/// object that has grown is then read up to 10 times more in the following minute.
/// </remarks>
public sealed record LogFollowerOptions
{
    private const int ReadLimitBytesMin = 1024;

    private static readonly TimeSpan PollIntervalMin = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ListingIntervalMax = TimeSpan.FromDays(1);

    /// <summary>Where to start. Default: the beginning of every object. <see cref="LogTail"/> returns a cursor for the ends.</summary>
    public LogCursor Start { get; init; } = LogCursor.Beginning;

    /// <summary>
    /// How soon a growing object is read again. While events arrive, the prefix is listed every 1.5 poll intervals, so that new objects,
    /// and old objects that grow again, are found as quickly. Default: 200 ms. Range: 10 ms to <see cref="ListingInterval"/>.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How often an idle prefix is listed. Default: 3 s. With more than 1,000 objects, multiplied by the number of thousands. Range: <see
    /// cref="PollInterval"/> to 1 day.
    /// </summary>
    public TimeSpan ListingInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most bytes read by one request; more for a longer record or gzip member. Default: 1 MiB. Range: 1 KiB to 64 MiB.</summary>
    public int ReadLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Called when an object appears, is replaced or deleted, when bytes are not a log, and once for the start and end of each store
    /// outage. Called between two records, from the enumeration; an exception ends the enumeration. Default: null.
    /// </summary>
    public Action<LogFollowerNotice>? OnNotice { get; init; }

    /// <summary>
    /// The longest record that is read; twice that for compressed objects. An object with a longer record is not followed.
    /// </summary>
    internal int RecordLimitBytes { get; init; } = RecordReader.RecordBytesMax;

    /// <summary>
    /// The most decompressed content in one read of an object's new bytes; each record counts as at least <see
    /// cref="Decoding.ContentMeter.RecordBytesMin"/> bytes. An object with more is not followed. Default: no limit.
    /// </summary>
    internal long ContentLimitBytes { get; init; } = long.MaxValue;

    /// <summary>Returns an error for each invalid setting.</summary>
    internal IEnumerable<string> Errors()
    {
        if (PollInterval < PollIntervalMin)
            yield return $"{nameof(PollInterval)} is {PollInterval:c}; set it to {PollIntervalMin:c} or more.";
        if (ListingInterval < PollInterval || ListingInterval > ListingIntervalMax)
        {
            yield return $"{nameof(ListingInterval)} is {ListingInterval:c}; "
                + $"set it from {nameof(PollInterval)} ({PollInterval:c}) to {ListingIntervalMax:c}.";
        }
        if (ReadLimitBytes is < ReadLimitBytesMin or > RecordReader.RecordBytesMax)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(ReadLimitBytes)} is {ReadLimitBytes}; set it from {ReadLimitBytesMin} to {RecordReader.RecordBytesMax} bytes.");
    }
}
