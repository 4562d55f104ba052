namespace LogAppendSink.TestSupport;

/// <summary>
/// A clock that stands still until a test moves it. Timers that come due fire on the thread that moves it, in the order in
/// which they are due. Thread-safe.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly object _gate = new();
    private readonly SortedSet<ManualTimer> _timers = new(Comparer<ManualTimer>.Create(static (a, b) =>
        a.DueTicks != b.DueTicks ? a.DueTicks.CompareTo(b.DueTicks) : a.Number.CompareTo(b.Number)));

    private readonly List<(int Count, TimeSpan Within, TaskCompletionSource Reached)> _timerWaits = [];
    private long _ticks;
    private long _timersMade;

    // How far the wall clock runs ahead of the timers', as after a correction by NTP.
    private TimeSpan _wallClockShift;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, from the start; null when none is set.</summary>
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

    /// <summary>Sets the wall clock forward or back; timers do not notice.</summary>
    public void ShiftWallClock(TimeSpan by) => _wallClockShift += by;

    /// <summary>Moves the clock, firing every timer on the way at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        var target = Interlocked.Read(ref _ticks) + by.Ticks;
        while (TakeDue(target) is { } timer)
            timer.Fire();
        Interlocked.Exchange(ref _ticks, target);
    }

    /// <summary>Moves the clock to the next timer and fires it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool AdvanceToNextTimer()
    {
        if (TakeDue(long.MaxValue) is not { } timer)
            return false;
        timer.Fire();
        return true;
    }

    /// <summary>
    /// As Task.Delay on this clock, but what waits goes on at once and on the same thread when it is cancelled too.
    /// </summary>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken = default)
    {
        var over = new TaskCompletionSource();
        using var timer = CreateTimer(static over => ((TaskCompletionSource)over!).TrySetResult(), over, delay, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over);
        await over.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Completes once a timer has been set that is not due yet: the code under test waits for the clock.</summary>
    public Task WaitForTimerAsync() => WaitForTimersAsync(count: 1, TimeSpan.MaxValue);

    /// <summary>
    /// Completes once at least so many timers are set and the first of them is due within a time: each of several parts of the code under test
    /// waits for the clock. A timer that is due later, such as a time limit, then does not count as such a wait.
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
            throw new NotSupportedException("Nothing here uses periodic timers.");

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
