namespace LogAppendSink.TestSupport;

/// <summary>
/// A clock that moves only when a test advances it. Due timers fire in order, on the thread that advances the clock. Thread-safe.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly object _gate = new();
    private readonly SortedSet<ManualTimer> _timers = new(Comparer<ManualTimer>.Create(static (a, b) =>
        a.DueTicks != b.DueTicks ? a.DueTicks.CompareTo(b.DueTicks) : a.Number.CompareTo(b.Number)));

    private readonly List<(int Count, TimeSpan Within, TaskCompletionSource Reached)> _timerWaits = [];
    private long _ticks;
    private long _timersMade;

    // The wall clock minus the clock of the timers, as after an NTP correction.
    private TimeSpan _wallClockShift;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time of the next timer, since the start; null if no timer is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.Min is { } next ? TimeSpan.FromTicks(next.DueTicks) : null;
        }
    }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override DateTimeOffset GetUtcNow() => start + Elapsed + _wallClockShift;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Sets the wall clock forward or back. Timers are not affected.</summary>
    public void ShiftWallClock(TimeSpan by) => _wallClockShift += by;

    /// <summary>Advances the clock. Each timer fires at its due time.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Interlocked.Read(ref _ticks) + by.Ticks;
        while (TakeDue(target) is { } timer)
            timer.Fire();
        Interlocked.Exchange(ref _ticks, target);
    }

    /// <summary>Advances the clock to the next timer and fires it.</summary>
    /// <returns>Whether a timer was set.</returns>
    public bool AdvanceToNextTimer()
    {
        if (TakeDue(long.MaxValue) is not { } timer)
            return false;
        timer.Fire();
        return true;
    }

    /// <summary>
    /// Waits on this clock, like Task.Delay. After a cancellation, the waiter also continues at once and on the same thread.
    /// </summary>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        var over = new TaskCompletionSource();
        using var timer = CreateTimer(static over => ((TaskCompletionSource)over!).TrySetResult(), over, delay, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over);
        await over.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Completes when a timer is set that is not yet due: the code under test waits for the clock.</summary>
    public Task WaitForTimerAsync() => WaitForTimersAsync(count: 1, TimeSpan.MaxValue);

    /// <summary>
    /// Completes when at least <paramref name="count"/> timers are set and the first is due within a time: several parts of the code under
    /// test wait for the clock. A later timer, such as a timeout, does not count as a wait.
    /// </summary>
    public Task WaitForTimersAsync(int count, TimeSpan within)
    {
        lock (_gate)
        {
            if (IsReached_NeedsLock(count, within))
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _timerWaits.Add((count, within, reached));
            return reached.Task.WithDeadline($"{count} timers to be set");
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
            throw new NotSupportedException("Periodic timers are not supported.");

        var timer = new ManualTimer(this, callback, state, Interlocked.Increment(ref _timersMade));
        timer.Change(dueTime, period);
        return timer;
    }

    private bool IsReached_NeedsLock(int count, TimeSpan within) =>
        _timers.Count >= count && _timers.Min is { } next && next.DueTicks - Interlocked.Read(ref _ticks) <= within.Ticks;

    private ManualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            if (_timers.Min is not { } next || next.DueTicks > target)
                return null;
            _timers.Remove(next);
            Interlocked.Exchange(ref _ticks, Math.Max(_ticks, next.DueTicks));
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state, long number) : ITimer
    {
        internal long Number { get; } = number;

        internal long DueTicks { get; private set; }

        internal void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;

                DueTicks = Interlocked.Read(ref owner._ticks) + dueTime.Ticks;
                owner._timers.Add(this);
                foreach (var wait in owner._timerWaits.Where(wait => owner.IsReached_NeedsLock(wait.Count, wait.Within)).ToList())
                {
                    wait.Reached.SetResult();
                    owner._timerWaits.Remove(wait);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (owner._gate)
                owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
