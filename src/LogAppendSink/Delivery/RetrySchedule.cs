using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The exponential backoff between attempts: from 200 ms to 20 s (the figures of the OSS SDKs). Each delay is drawn from the
/// upper half, so that writers do not all retry at one moment after an outage. A success resets it.
/// </summary>
/// <remarks>
/// If the store was unreachable, the attempt cost it nothing. Such delays end at 5 s, so that delivery resumes soon after the network or the
/// store recovers. If another append occupies the position, the store has recovered, so the backoff restarts.
/// </remarks>
internal sealed class RetrySchedule(Random random)
{
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    internal static readonly TimeSpan LongestUnreachedDelay = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay that a store may request. A broken response must not stop delivery for hours.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(2);

    private int _failures;
    private bool _hasBegunAnew;

    internal void Reset() => (_failures, _hasBegunAnew) = (0, false);

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="error">The error of the last attempt. Its <c>RetryAfter</c> is the least delay. Null if there was no error.</param>
    internal TimeSpan Next(StoreError? error = null)
    {
        // Once until a success, so that the delay also grows for a store that alternates between this and other errors.
        if (!_hasBegunAnew && error is { Kind: StoreErrorKind.PositionOccupied })
            (_failures, _hasBegunAnew) = (0, true);

        var longest = error is { Kind: StoreErrorKind.Unreachable } ? LongestUnreachedDelay : LongestDelay;
        var ceiling = FirstDelay * Math.Pow(2, _failures);

        // Not counted above the longest delay, so that a store that has just recovered and fails once does not cause a delay of 20 s.
        if (ceiling < longest)
            _failures++;

        var delay = (ceiling < longest ? ceiling : longest) * (0.5 + (random.NextDouble() / 2));
        if (error?.RetryAfter is not { } asked || asked <= TimeSpan.Zero)
            return delay;

        // Jitter on top of the requested delay, which is the same for all writers.
        return (asked < LongestRetryAfter ? asked : LongestRetryAfter) + (delay / 4);
    }
}
