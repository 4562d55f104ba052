using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Decides when a delivery task sends, and how long it waits for records, for more records, and after a failure. It sends nothing itself.
/// </summary>
/// <remarks>Owned by the delivery task. <see cref="Drain"/> is thread-safe.</remarks>
internal sealed class DeliveryPace(
    IRecordBuffer buffer,
    DeliverySettings settings,
    RetrySchedule schedule,
    FlushWaiters flushes,
    PipelineEdges edges)
{
    /// <summary>
    /// The longest wait for another writer of this process. An append takes less, unless the store is unreachable or the connection is
    /// slow; then the next object is better.
    /// </summary>
    internal static readonly TimeSpan TurnTimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>The same limit during shutdown.</summary>
    internal static readonly TimeSpan TurnTimeLimitAtShutdown = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource _draining = edges.NewSignal();
    private volatile bool _isDraining;
    private bool _hasSettled;
    private bool _isHastened;
    private long _takenThrough;

    /// <summary>Whether delivery ends when the buffer is empty, because no more records can arrive.</summary>
    internal bool EndsWhenEmpty { private get; init; }

    /// <summary>Completes when shutdown begins.</summary>
    internal Task Draining => _draining.Task;

    /// <summary>Whether shutdown has begun. True before <see cref="Draining"/> completes. Thread-safe.</summary>
    internal bool IsDraining => _isDraining;

    /// <summary>Whether delivery ends when the buffer is empty.</summary>
    internal bool IsEnding => EndsWhenEmpty || _isDraining;

    /// <summary>Whether records must be sent without waiting for more: no more will arrive, or a flush waits for them.</summary>
    internal bool IsHurried => IsEnding || flushes.IsWanted(_takenThrough);

    /// <summary>Whether a batch is due now.</summary>
    internal bool IsTimeToSend =>
        buffer.UntakenBytes >= settings.BatchLimits.SizeLimitBytes
        || (buffer.OldestUntaken is { } oldest && (IsHurried || edges.Time.GetUtcNow() - oldest >= settings.BufferingTimeLimit));

    /// <summary>Begins shutdown: no record waits for more, and a current pause ends.</summary>
    internal void Drain()
    {
        _isDraining = true;
        edges.Signal(_draining);
        buffer.Wake();
    }

    /// <summary>
    /// All records below <paramref name="sequence"/> are taken. A flush that waits only for them is no longer a reason to hurry.
    /// </summary>
    internal void TakenThrough(long sequence) => _takenThrough = sequence;

    /// <summary>Records are settled. Later records are not the first, and wait for more.</summary>
    internal void Settled() => _hasSettled = true;

    /// <summary>Resets the backoff after a success.</summary>
    internal void Reset() => schedule.Reset();

    /// <summary>Waits until a batch is due: enough records, the oldest has waited long enough, or a flush or shutdown.</summary>
    internal async Task WaitUntilDueAsync(CancellationToken abort)
    {
        if (!IsHurried)
            await buffer.WaitForRecordsAsync(bytes: 1).ConfigureAwait(false);
        if (!_hasSettled && settings.EagerlyEmitFirstEvent)
            return;

        while (!IsHurried && !abort.IsCancellationRequested && buffer.OldestUntaken is { } oldest)
        {
            // A clock that is set back during the wait must not prolong it.
            var remaining = settings.BufferingTimeLimit - (edges.Time.GetUtcNow() - oldest);
            if (remaining <= TimeSpan.Zero)
                return;
            if (remaining > settings.BufferingTimeLimit)
                remaining = settings.BufferingTimeLimit;

            var enough = buffer.WaitForRecordsAsync(settings.BatchLimits.SizeLimitBytes);
            if (enough.IsCompleted)
                return;

            if (await edges.CompletesFirstAsync(enough, remaining, abort).ConfigureAwait(false))
                continue; // The conditions above decide why the wait ended.

            buffer.CancelWait();
            return;
        }
    }

    /// <summary>Waits for <paramref name="time"/>, unless a record arrives, a flush or shutdown begins, or the wait is aborted.</summary>
    /// <returns>Whether the whole time passed.</returns>
    internal async Task<bool> WaitForQuietAsync(TimeSpan time, CancellationToken abort)
    {
        var records = buffer.WaitForRecordsAsync(bytes: 1);
        if (records.IsCompleted || await edges.CompletesFirstAsync(records, time, abort).ConfigureAwait(false))
            return false;

        buffer.CancelWait();
        return true;
    }

    /// <summary>Waits as above, for the backoff after <paramref name="error"/>.</summary>
    internal Task<bool> WaitForQuietAsync(StoreError error, CancellationToken abort) => WaitForQuietAsync(schedule.Next(error), abort);

    /// <summary>Waits, for a limited time, until another writer of this process has settled its append.</summary>
    /// <returns>Whether it has.</returns>
    internal async Task<bool> WaitForTurnAsync(Task free, CancellationToken abort)
    {
        if (!_draining.Task.IsCompleted)
            await edges.CompletesFirstAsync(Task.WhenAny(free, _draining.Task), TurnTimeLimit, abort).ConfigureAwait(false);
        if (!free.IsCompleted && _draining.Task.IsCompleted)
            await edges.CompletesFirstAsync(free, TurnTimeLimitAtShutdown, abort).ConfigureAwait(false);
        return free.IsCompleted;
    }

    /// <summary>Waits for the backoff. Shutdown ends the wait, because its time is short.</summary>
    /// <param name="error">The error of the last attempt; null if there was none.</param>
    /// <param name="abort">Ends the wait.</param>
    internal async Task PauseAsync(StoreError? error, CancellationToken abort)
    {
        if (_isDraining)
        {
            // A store that recovers quickly is worth more than one attempt. The delay that it requested does not fit into the remaining
            // time.
            if (!_isHastened)
                schedule.Reset();
            _isHastened = true;
            await edges.CompletesFirstAsync(PipelineEdges.Never, schedule.Next(), abort).ConfigureAwait(false);
            return;
        }

        await edges.CompletesFirstAsync(_draining.Task, schedule.Next(error), abort).ConfigureAwait(false);
    }
}
