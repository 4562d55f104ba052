using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// How long to wait before the next try: doubling from 200 ms to 20 s (the figures of the OSS SDKs), each wait drawn from
/// its upper half so that many writers do not come back at one moment after an outage. Starts anew after each success.
/// </summary>
/// <remarks>
/// Where nobody could be reached, no request has burdened the store, and a try costs next to nothing: such waits end at 5 s, so that
/// delivery goes on soon after the network or the store is back. Where another append holds the position, the store is back: whether it stays
/// so is asked as often as it would be without the outage before.
/// </remarks>
internal sealed class RetrySchedule(Random random)
{
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    internal static readonly TimeSpan LongestUnreachedDelay = TimeSpan.FromSeconds(5);

    /// <summary>Longest a store may ask us to stay away: a broken answer must not silence a log for hours.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(2);

    private int _failures;
    private bool _hasBegunAnew;

    internal void Reset() => (_failures, _hasBegunAnew) = (0, false);

    /// <summary>The wait before the next try.</summary>
    /// <param name="error">Why the last one did not help, and for how long the store asked to be left alone, which is the least; null where it said nothing.</param>
    internal TimeSpan Next(StoreError? error = null)
    {
        // Once until a success: a store that says this and fails in turns is left alone for longer and longer, too.
        if (!_hasBegunAnew && error is { Kind: StoreErrorKind.PositionOccupied })
            (_failures, _hasBegunAnew) = (0, true);

        var longest = error is { Kind: StoreErrorKind.Unreachable } ? LongestUnreachedDelay : LongestDelay;
        var ceiling = FirstDelay * Math.Pow(2, _failures);

        // Not counted above the longest wait: a store that has just come back and is not ready for a moment is not left alone for 20 s.
        if (ceiling < longest)
            _failures++;

        var delay = (ceiling < longest ? ceiling : longest) * (0.5 + (random.NextDouble() / 2));
        if (error?.RetryAfter is not { } asked || asked <= TimeSpan.Zero)
            return delay;

        // Jitter on top of what the store asked, since it asked everybody the same.
        return (asked < LongestRetryAfter ? asked : LongestRetryAfter) + (delay / 4);
    }
}
