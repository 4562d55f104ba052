namespace LogAppendSink.Conventions.Costs;

/// <summary>What one writer asks of a store in a day.</summary>
/// <param name="AppendRequests">Appends; each other request is an exception.</param>
/// <param name="StoredBytes">What is stored and sent.</param>
internal readonly record struct DailyCost(long AppendRequests, long StoredBytes)
{
    /// <summary>How much smaller gzip makes logs at least, as the benchmarks have it; single appends of few events compress less.</summary>
    private const double GzipFactor = 6;

    private const int SecondsInDay = 86_400;

    /// <param name="eventsPerSecond">Above 0, and spread evenly.</param>
    /// <param name="eventBytes">Of a record.</param>
    /// <param name="flushInterval"><c>BufferingTimeLimit</c>.</param>
    /// <param name="batchLimitBytes"><c>BatchSizeLimitBytes</c>: more than it in an interval is sent in several appends.</param>
    /// <param name="isCompressed">With gzip.</param>
    internal static DailyCost Of(double eventsPerSecond, int eventBytes, TimeSpan flushInterval, long batchLimitBytes, bool isCompressed)
    {
        // Without an event there is nothing to send: no more appends than events.
        var flushes = Math.Min(SecondsInDay / flushInterval.TotalSeconds, SecondsInDay * eventsPerSecond);
        var bytes = SecondsInDay * eventsPerSecond * eventBytes;
        var appendsEach = Math.Max(1, Math.Ceiling(bytes / flushes / batchLimitBytes));
        return new DailyCost((long)Math.Ceiling(flushes * appendsEach), (long)(isCompressed ? bytes / GzipFactor : bytes));
    }
}
