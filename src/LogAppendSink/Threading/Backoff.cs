namespace LogAppendSink.Threading;

/// <summary>
/// Computes the delays between attempts: each is twice the previous one, up to a limit. <see cref="Reset"/> starts over. Not thread-safe.
/// </summary>
/// <param name="first">The first delay.</param>
/// <param name="longest">The longest delay.</param>
/// <param name="random">
/// Draws each delay from the upper half, so that many clients do not retry at one moment after an outage. Null for exact delays.
/// </param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random? random = null)
{
    private int _doublings;

    /// <summary>Starts again with the first delay.</summary>
    internal void Reset() => _doublings = 0;

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="limit">A lower limit than the longest delay, for this delay only.</param>
    internal TimeSpan Next(TimeSpan? limit = null)
    {
        var ceiling = limit < longest ? limit.Value : longest;
        var delay = first * Math.Pow(2, _doublings);

        // Not doubled above the limit: after many delays with a low limit, the next one without it is not the longest at once.
        if (delay < ceiling)
            _doublings++;
        else
            delay = ceiling;
        return random is null ? delay : delay * (0.5 + (random.NextDouble() / 2));
    }
}
