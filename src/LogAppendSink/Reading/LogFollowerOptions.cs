namespace LogAppendSink.Reading;

/// <summary>How a <see cref="LogFollower"/> looks for news.</summary>
public sealed record LogFollowerOptions
{
    /// <summary>Where to begin. Default: the beginning of every object. <see cref="LogTail"/> makes one for the ends.</summary>
    public LogCursor Start { get; init; } = LogCursor.Beginning;

    /// <summary>How soon an object that grows is looked at again. Default: 200 ms. Range: 10 ms up.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How often the prefix is listed, by which new objects, and old ones that grow again, are noticed. Default: 3 s; of more than 1,000
    /// objects, as many times that as there are thousands.
    /// </summary>
    public TimeSpan ListingInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most bytes that one request asks of an object; more for a record or gzip member that is longer. Default: 1 MiB.</summary>
    public int ReadLimitBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Told of objects that appear, are replaced or deleted, and once of each outage of the store and its end. Called between two records, from
    /// the enumeration; what it throws ends that. Default: null.
    /// </summary>
    public Action<LogFollowerNotice>? OnNotice { get; init; }
}
