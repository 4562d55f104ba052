namespace LogAppendSink.Threading;

/// <summary>
/// The system's clock, with timers that fire on a separate thread. Timers of <see cref="TimeProvider.System"/> fire on the thread pool, so
/// they would not end a wait while logging calls block all its threads.
/// </summary>
/// <remarks>Callbacks run one after another, so they must not block or call code of the application. Thread-safe.</remarks>
internal sealed class TimerThread : TimeProvider
{
    /// <summary>The instance of the process, like <see cref="TimeProvider.System"/>. It holds only timers.</summary>
    internal static readonly TimerThread Shared = new();

    // Monitor.Wait takes at most int.MaxValue milliseconds.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // The time after which a thread is started again that the system refused.
    private static readonly TimeSpan StartRetry = TimeSpan.FromMilliseconds(500);

    private readonly object _gate = new();
    private readonly SortedSet<(long DueAt, long Id, ThreadTimer Timer)> _timers = new(DueOrder.Instance);
    private bool _isStarted;
    private bool _isStartRetried;
    private long _lastId;

    /// <summary>Starts the thread; replaced by tests.</summary>
    internal Action<Thread> StartThread { private get; init; } = static thread => thread.UnsafeStart();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ThreadTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Schedule(ThreadTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            Remove_NeedsLock(timer);
            timer.Period = period;
            if (dueTime >= TimeSpan.Zero)
                Add_NeedsLock(timer, dueTime);
        }
    }

    private void Unschedule(ThreadTimer timer)
    {
        lock (_gate)
            Remove_NeedsLock(timer);
    }

    private void Add_NeedsLock(ThreadTimer timer, TimeSpan dueTime)
    {
        var ticks = (long)Math.Min(dueTime.TotalSeconds * TimestampFrequency, long.MaxValue / 2);
        timer.Entry = (GetTimestamp() + ticks, ++_lastId, timer);
        _timers.Add(timer.Entry.Value);
        if (!_isStarted)
            Start_NeedsLock();
        else if (_timers.Min == timer.Entry)
            Monitor.Pulse(_gate);
    }

    /// <summary>Starts the thread, or tries again later. Code that sets a timer expects no exception.</summary>
    private void Start_NeedsLock()
    {
        try
        {
            StartThread(new Thread(Run) { IsBackground = true, Name = "LogAppendSink timers" });
            _isStarted = true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            if (!_isStartRetried)
                RetryStart_NeedsLock();
        }
    }

    private void RetryStart_NeedsLock()
    {
        try
        {
            // Only the system's timers are left. If this one fails too, the next timer that is set starts the thread.
            ITimer? retry = null;
            retry = System.CreateTimer(
                _ =>
                {
                    retry?.Dispose();
                    StartAgain();
                },
                state: null,
                StartRetry,
                Timeout.InfiniteTimeSpan);
            _isStartRetried = true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
        }
    }

    private void StartAgain()
    {
        lock (_gate)
        {
            _isStartRetried = false;
            if (!_isStarted)
                Start_NeedsLock();
        }
    }

    private void Remove_NeedsLock(ThreadTimer timer)
    {
        if (timer.Entry is { } entry)
            _timers.Remove(entry);
        timer.Entry = null;
    }

    private void Run()
    {
        while (true)
        {
            var timer = Next();
            try
            {
                timer.Fire();
            }
#pragma warning disable CA1031 // An unhandled exception on a thread would end the application.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private ThreadTimer Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_timers.Count == 0)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                var (dueAt, _, timer) = _timers.Min;
                var remaining = GetElapsedTime(GetTimestamp(), dueAt);
                if (remaining > TimeSpan.Zero)
                {
                    // Rounded up: a wait that ends early would only be repeated.
                    var wait = remaining < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)) : LongestWait;
                    Monitor.Wait(_gate, wait);
                    continue;
                }

                Remove_NeedsLock(timer);
                if (timer.Period > TimeSpan.Zero)
                    Add_NeedsLock(timer, timer.Period);
                return timer;
            }
        }
    }

    private sealed class ThreadTimer(TimerThread thread, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        internal TimeSpan Period { get; set; }

        internal (long DueAt, long Id, ThreadTimer Timer)? Entry { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isDisposed)
                return false;
            thread.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            _isDisposed = true;
            thread.Unschedule(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            if (!_isDisposed)
                callback(state);
        }
    }

    private sealed class DueOrder : IComparer<(long DueAt, long Id, ThreadTimer Timer)>
    {
        internal static readonly DueOrder Instance = new();

        public int Compare((long DueAt, long Id, ThreadTimer Timer) x, (long DueAt, long Id, ThreadTimer Timer) y) =>
            x.DueAt != y.DueAt ? x.DueAt.CompareTo(y.DueAt) : x.Id.CompareTo(y.Id);
    }
}
