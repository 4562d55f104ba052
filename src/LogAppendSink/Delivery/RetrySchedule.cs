using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// The backoff between requests to a store: from 200 ms to 20 s (the values of the OSS SDKs), with jitter. A success resets it.
/// </summary>
/// <remarks>
/// If the store was unreachable, the attempt cost it nothing. Such delays end at 5 s, so that delivery resumes soon after the network or
/// the store recovers. If another append occupies the position, the store has recovered, so the backoff restarts.
/// </remarks>
internal sealed class RetrySchedule(Random random)
{
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    internal static readonly TimeSpan LongestUnreachedDelay = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay that a store may request. A broken response must not stop delivery for hours.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(2);

    private readonly Backoff _backoff = new(FirstDelay, LongestDelay, random);
    private bool _hasRestarted;

    internal void Reset()
    {
        _backoff.Reset();
        _hasRestarted = false;
    }

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="error">The error of the last attempt. Its <c>RetryAfter</c> is the least delay. Null if there was no error.</param>
    internal TimeSpan Next(StoreError? error = null)
    {
        // Once until a success, so that the delay also grows for a store that alternates between this and other errors.
        if (!_hasRestarted && error is { Kind: StoreErrorKind.PositionOccupied })
        {
            _backoff.Reset();
            _hasRestarted = true;
        }

        var delay = _backoff.Next(error is { Kind: StoreErrorKind.Unreachable } ? LongestUnreachedDelay : null);
        if (error?.RetryAfter is not { } requested || requested <= TimeSpan.Zero)
            return delay;

        // Jitter on top of the requested delay, which is the same for all writers.
        return (requested < LongestRetryAfter ? requested : LongestRetryAfter) + (delay / 4);
    }
}
