namespace LogAppendSink.Interleavings.World;

/// <summary>A clock that stands still; its timers fire, each once, when a scenario lets them.</summary>
internal sealed class StandingTime : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<StandingTimer> _timers = [];
    private long _ticks = new DateTime(2026, 3, 1, 7, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StandingTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock to the next timer and fires it; nothing if none is set.</summary>
    internal void FireNext()
    {
        StandingTimer? next;
        lock (_gate)
        {
            next = _timers.MinBy(timer => timer.DueTicks);
            if (next is null)
                return;
            _timers.Remove(next);
            _ticks = Math.Max(_ticks, next.DueTicks);
        }

        next.Fire();
    }

    private sealed class StandingTimer(StandingTime owner, Action fire) : ITimer
    {
        internal long DueTicks { get; private set; }

        internal void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                DueTicks = owner._ticks + dueTime.Ticks;
                owner._timers.Add(this);
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
            return ValueTask.CompletedTask;
        }
    }
}
