namespace LogAppendSink.Threading;

/// <summary>
/// A queue with a separate thread. Delivery uses such threads in place of the thread pool, because logging calls that wait for room in the
/// buffer, or for an audited event, can block all threads of the pool.
/// </summary>
/// <remarks>The thread starts with the first action and inherits no ambient state of its creator. Thread-safe.</remarks>
/// <param name="name">The thread's name, for debuggers.</param>
/// <param name="idleLimit">
/// The time that the thread waits for another action before it ends; a later action starts a new thread. Null: until <see cref="Dispose"/>.
/// </param>
internal sealed class WorkThread(string name, TimeSpan? idleLimit = null) : IWorkQueue, IDisposable
{
    /// <summary>The usual idle limit: long enough for a burst of work, short enough to keep no idle thread.</summary>
    internal static readonly TimeSpan ShortIdle = TimeSpan.FromSeconds(5);

    /// <summary>The time after which a thread is started again that the system refused.</summary>
    internal static readonly TimeSpan StartRetry = TimeSpan.FromMilliseconds(500);

    [ThreadStatic]
    private static WorkThread? _current;

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private bool _isRunning;
    private bool _isDisposed;
    private ITimer? _startRetry;

    /// <summary>Starts the thread; replaced by tests.</summary>
    internal Action<Thread> StartThread { private get; init; } = static thread => thread.UnsafeStart();

    /// <summary>The clock of <see cref="StartRetry"/>.</summary>
    internal TimeProvider Time { private get; init; } = TimerThread.Shared;

    /// <summary>
    /// Completes with the result of <paramref name="work"/>, but on the calling work thread, if a work thread calls. If a task completes on
    /// another thread just as the await begins, the runtime continues the awaiting method on the thread pool, whatever the task's options
    /// are. A task that completes on the awaiting thread avoids that.
    /// </summary>
    internal static Task<T> ReturnHereAsync<T>(Task<T> work) =>
        _current is { } current ? current.ReturnAsync(new ValueTask<T>(work)).AsTask() : work;

    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                Monitor.Pulse(_gate);
                return;
            }

            _isRunning = true;
        }

        Start();
    }

    /// <summary>Ends the thread when the queue is empty. Does not wait for it. Later actions still run.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Start()
    {
        try
        {
            StartThread(new Thread(Run) { IsBackground = true, Name = name });
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The system refuses a thread for now. The next action tries again, and so does a timer: many queues get one action, and
            // nothing else happens until it has run.
            lock (_gate)
            {
                _isRunning = false;
                _startRetry ??= Time.CreateTimer(
                    static thread => ((WorkThread)thread!).StartAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _startRetry.Change(StartRetry, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void StartAgain()
    {
        lock (_gate)
        {
            if (_isRunning || _work.Count == 0)
                return;
            _isRunning = true;
        }

        Start();
    }

    private void Run()
    {
        _current = this;
        while (Next() is { } work)
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // An unhandled exception on a thread would end the application.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                if (_isDisposed || !Monitor.Wait(_gate, idleLimit ?? Timeout.InfiniteTimeSpan))
                {
                    // An action may have been posted just after the wait ended.
                    if (_work.Count > 0)
                        break;
                    _isRunning = false;
                    return null;
                }
            }

            return _work.Dequeue();
        }
    }
}
