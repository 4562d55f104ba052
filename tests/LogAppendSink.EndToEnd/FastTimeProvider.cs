namespace LogAppendSink.EndToEnd;

/// <summary>A clock that runs faster than the real one by a factor, and records every requested wait. Thread-safe.</summary>
internal sealed class FastTimeProvider(int factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _startTimestamp = System.GetTimestamp();
    private readonly object _gate = new();
    private readonly List<TimeSpan> _waits = [];

    /// <summary>The requested waits in order, in the time of this clock.</summary>
    internal IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
                return _waits.ToList();
        }
    }

    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * factor);

    public override long GetTimestamp() => _startTimestamp + ((System.GetTimestamp() - _startTimestamp) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
            _waits.Add(dueTime);
        return new FastTimer(System.CreateTimer(callback, state, Compressed(dueTime), Compressed(period)), this);
    }

    private TimeSpan Compressed(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;

    private sealed class FastTimer(ITimer timer, FastTimeProvider owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(owner.Compressed(dueTime), owner.Compressed(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
