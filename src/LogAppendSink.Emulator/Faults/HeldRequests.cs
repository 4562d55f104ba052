namespace LogAppendSink.Emulator.Faults;

/// <summary>Requests that wait for a release, for the clock, or for their client to disconnect.</summary>
internal sealed class HeldRequests(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _held = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private TaskCompletionSource? _none;

    public int Count
    {
        get
        {
            lock (_gate)
                return _held.Count;
        }
    }

    /// <exception cref="OperationCanceledException">The client disconnected first.</exception>
    public async Task HoldAsync(TimeSpan? limit, CancellationToken hangUp)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // The timer starts before the request counts as held, so that a test that waits for the request can then advance the clock.
        using var endDelay = CancellationTokenSource.CreateLinkedTokenSource(hangUp);
        var delay = limit is { } wait ? Task.Delay(wait, time, endDelay.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, endDelay.Token);
        Add(release);

        try
        {
            await Task.WhenAny(release.Task, delay).ConfigureAwait(false);
            hangUp.ThrowIfCancellationRequested();
        }
        finally
        {
            await endDelay.CancelAsync().ConfigureAwait(false);

            lock (_gate)
            {
                _held.Remove(release);
                SignalNone_NeedsLock();
            }
        }
    }

    public int Release()
    {
        lock (_gate)
        {
            var count = _held.Count;

            foreach (var release in _held)
                release.TrySetResult();

            _held.Clear();
            SignalNone_NeedsLock();
            return count;
        }
    }

    public Task WhenNoneAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_held.Count == 0)
                return Task.CompletedTask;

            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task.WaitAsync(cancellationToken);
        }
    }

    public Task WhenCountAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_held.Count >= count)
                return Task.CompletedTask;

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private void SignalNone_NeedsLock()
    {
        if (_held.Count > 0)
            return;

        _none?.TrySetResult();
        _none = null;
    }

    private void Add(TaskCompletionSource release)
    {
        lock (_gate)
        {
            _held.Add(release);

            foreach (var (_, reached) in _waiters.Where(waiter => _held.Count >= waiter.Count))
                reached.TrySetResult();

            _waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
        }
    }
}
