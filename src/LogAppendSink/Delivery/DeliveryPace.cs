using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The pace of a delivery task: when it sends, and how long it waits for records, for company for them, and after a failure. It sends
/// nothing itself; what becomes of the records it is told.
/// </summary>
/// <remarks>The delivery task's alone, but for <see cref="Drain"/>, which is thread-safe.</remarks>
internal sealed class DeliveryPace(
    IRecordBuffer buffer,
    DeliverySettings settings,
    RetrySchedule schedule,
    FlushWaiters flushes,
    PipelineEdges edges)
{
    /// <summary>
    /// Longest wait for another writer of this process. An append takes less, unless its store is away or its line is slow; the next object
    /// is better then.
    /// </summary>
    internal static readonly TimeSpan TurnTimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>The same while shutdown waits.</summary>
    internal static readonly TimeSpan TurnTimeLimitAtShutdown = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource _draining = edges.NewSignal();
    private volatile bool _isDraining;
    private bool _hasSettled;
    private bool _isHastened;
    private long _takenThrough;

    /// <summary>Whether delivery ends as soon as nothing is left, because nothing more will come.</summary>
    internal bool EndsWhenEmpty { private get; init; }

    /// <summary>Completes when shutdown begins.</summary>
    internal Task Draining => _draining.Task;

    /// <summary>Whether shutdown has begun: true before <see cref="Draining"/> completes. May be asked from any thread.</summary>
    internal bool IsDraining => _isDraining;

    /// <summary>Whether nothing more will come, and delivery ends when nothing is left.</summary>
    internal bool IsEnding => EndsWhenEmpty || _isDraining;

    /// <summary>Whether nothing may wait for company: there will be none, or somebody waits for what was not taken yet.</summary>
    internal bool IsHurried => IsEnding || flushes.IsWanted(_takenThrough);

    /// <summary>Whether a batch would be taken now, without a wait for more.</summary>
    internal bool IsTimeToSend =>
        buffer.UntakenBytes >= settings.BatchLimits.SizeLimitBytes
        || (buffer.OldestUntaken is { } oldest && (IsHurried || edges.Time.GetUtcNow() - oldest >= settings.BufferingTimeLimit));

    /// <summary>From now on nothing waits for company; a pause that is under way ends.</summary>
    internal void Drain()
    {
        _isDraining = true;
        edges.Signal(_draining);
        buffer.Wake();
    }

    /// <summary>
    /// All records numbered below <paramref name="sequence"/> are taken: whoever waits for them is no reason for haste any more.
    /// </summary>
    internal void TakenThrough(long sequence) => _takenThrough = sequence;

    /// <summary>Records are settled: those that come now are not the first, and wait for company.</summary>
    internal void Settled() => _hasSettled = true;

    /// <summary>The store does what it should: the next failure is followed by the shortest wait.</summary>
    internal void Reset() => schedule.Reset();

    /// <summary>Waits until it is time to send: enough records, or the oldest is due, or somebody is in a hurry.</summary>
    internal async Task GatherAsync(CancellationToken abort)
    {
        if (!IsHurried)
            await buffer.WaitForRecordsAsync(bytes: 1).ConfigureAwait(false);
        if (!_hasSettled && settings.EagerlyEmitFirstEvent)
            return;

        while (!IsHurried && !abort.IsCancellationRequested && buffer.OldestUntaken is { } oldest)
        {
            // A clock that is set back meanwhile must not prolong the wait.
            var remaining = settings.BufferingTimeLimit - (edges.Time.GetUtcNow() - oldest);
            if (remaining <= TimeSpan.Zero)
                return;
            if (remaining > settings.BufferingTimeLimit)
                remaining = settings.BufferingTimeLimit;

            var enough = buffer.WaitForRecordsAsync(settings.BatchLimits.SizeLimitBytes);
            if (enough.IsCompleted)
                return;

            if (await edges.IsFirstAsync(enough, remaining, abort).ConfigureAwait(false))
                continue; // Enough, urgent or woken: the conditions above tell which.

            buffer.CancelWait();
            return;
        }
    }

    /// <summary>Waits for so long, unless a record comes, somebody is in a hurry, or it is aborted.</summary>
    /// <returns>Whether no record came, and nobody was.</returns>
    internal async Task<bool> IsQuietAsync(TimeSpan time, CancellationToken abort)
    {
        var records = buffer.WaitForRecordsAsync(bytes: 1);
        if (records.IsCompleted || await edges.IsFirstAsync(records, time, abort).ConfigureAwait(false))
            return false;

        buffer.CancelWait();
        return true;
    }

    /// <summary>As above, for as long as is due after <paramref name="error"/>.</summary>
    internal Task<bool> IsQuietAsync(StoreError error, CancellationToken abort) => IsQuietAsync(schedule.Next(error), abort);

    /// <summary>Waits until another writer of this process has settled its append, for a limited time.</summary>
    /// <returns>Whether it has.</returns>
    internal async Task<bool> IsTurnAsync(Task free, CancellationToken abort)
    {
        if (!_draining.Task.IsCompleted)
            await edges.IsFirstAsync(Task.WhenAny(free, _draining.Task), TurnTimeLimit, abort).ConfigureAwait(false);
        if (!free.IsCompleted && _draining.Task.IsCompleted)
            await edges.IsFirstAsync(free, TurnTimeLimitAtShutdown, abort).ConfigureAwait(false);
        return free.IsCompleted;
    }

    /// <summary>Waits, but is ready at once when shutdown begins: its time is short.</summary>
    /// <param name="error">Why the last try did not help; null where no error is the reason.</param>
    /// <param name="abort">Ends the wait.</param>
    internal async Task PauseAsync(StoreError? error, CancellationToken abort)
    {
        if (_isDraining)
        {
            // A store that is back in a moment is worth more than one try; what it asked of us does not fit into the time left.
            if (!_isHastened)
                schedule.Reset();
            _isHastened = true;
            await edges.IsFirstAsync(PipelineEdges.Never, schedule.Next(), abort).ConfigureAwait(false);
            return;
        }

        await edges.IsFirstAsync(_draining.Task, schedule.Next(error), abort).ConfigureAwait(false);
    }
}
