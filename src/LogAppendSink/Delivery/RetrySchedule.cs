namespace LogAppendSink.Delivery;

/// <summary>
/// How long to wait before the next try: doubling from 200 ms to 20 s (the figures of the OSS SDKs), each wait drawn from
/// its upper half so that many writers do not come back at one moment after an outage. Starts anew after each success.
/// </summary>
internal sealed class RetrySchedule(Random random)
{
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    /// <summary>Longest a store may ask us to stay away: a broken answer must not silence a log for hours.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(2);

    private int _failures;

    internal void Reset() => _failures = 0;

    /// <summary>The wait before the next try.</summary>
    /// <param name="retryAfter">What the store asked for, at least; null where it asked for nothing.</param>
    internal TimeSpan Next(TimeSpan? retryAfter = null)
    {
        var ceiling = FirstDelay * Math.Pow(2, Math.Min(_failures, 16));
        _failures++;

        var delay = (ceiling < LongestDelay ? ceiling : LongestDelay) * (0.5 + (random.NextDouble() / 2));
        if (retryAfter is not { } asked || asked <= TimeSpan.Zero)
            return delay;

        // Jitter on top of what the store asked, since it asked everybody the same.
        return (asked < LongestRetryAfter ? asked : LongestRetryAfter) + (delay / 4);
    }
}
