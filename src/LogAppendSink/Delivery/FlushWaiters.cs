namespace LogAppendSink.Delivery;

/// <summary>The waits for records to be settled, that is, stored or dropped. Thread-safe.</summary>
internal sealed class FlushWaiters
{
    private readonly object _gate = new();
    private readonly List<(long Through, Action Settled)> _waiters = [];
    private long _settledThrough;
    private long _wantedThrough;

    // Losses are remembered only while a watch needs them.
    private readonly List<(long First, long Through)> _dropped = [];
    private int _watchers;

    /// <summary>Whether a wait exists for a record at or after <paramref name="sequence"/>.</summary>
    internal bool IsWanted(long sequence)
    {
        lock (_gate)
            return sequence < _wantedThrough && _settledThrough < _wantedThrough;
    }

    /// <summary>The number of waits.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _waiters.Count;
        }
    }

    /// <summary>Completes when all records numbered below <paramref name="sequence"/> are settled; cancelled with the token.</summary>
    internal Task WaitAsync(long sequence, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_settledThrough >= sequence)
                return Task.CompletedTask;
        }

        // Asynchronous continuations: the awaiting code must not run on the delivery thread. A thread that blocks on this task is
        // released directly. Task.WaitAsync would need a pool thread to complete, so it is not used.
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenRegistration onCancel = default;
        Action end = () =>
        {
            onCancel.Unregister();
            settled.TrySetResult();
        };
        onCancel = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                settled.TrySetCanceled(token);
                Remove(end);
            },
            state: null);
        OnSettled(sequence, end);

        // The token may have been cancelled before the wait was added.
        if (cancellationToken.IsCancellationRequested)
            Remove(end);
        return settled.Task;
    }

    /// <summary>
    /// Calls <paramref name="settled"/> once, when all records below <paramref name="sequence"/> are settled, possibly before this method
    /// returns.
    /// </summary>
    /// <param name="sequence">The number after the last record.</param>
    /// <param name="settled">Must return at once and not throw. Usually called by the delivery thread.</param>
    internal void OnSettled(long sequence, Action settled)
    {
        lock (_gate)
        {
            if (_settledThrough < sequence)
            {
                _wantedThrough = Math.Max(_wantedThrough, sequence);
                _waiters.Add((sequence, settled));
                return;
            }
        }

        settled();
    }

    /// <summary>Removes a cancelled wait, so that cancelled flushes of a long outage leave nothing behind.</summary>
    private void Remove(Action settled)
    {
        lock (_gate)
            _waiters.RemoveAll(waiter => waiter.Settled == settled);
    }

    /// <summary>Starts to remember losses, until <see cref="EndWatch"/>.</summary>
    internal void BeginWatch()
    {
        lock (_gate)
            _watchers++;
    }

    /// <summary>Ends one watch.</summary>
    /// <returns>
    /// Whether any of the records from <paramref name="first"/> to below <paramref name="through"/> was dropped since it began.
    /// </returns>
    internal bool EndWatch(long first, long through)
    {
        lock (_gate)
        {
            var isAnyDropped = _dropped.Exists(range => range.First < through && range.Through > first);
            if (--_watchers == 0)
                _dropped.Clear();
            return isAnyDropped;
        }
    }

    /// <summary>Settles the records from <paramref name="first"/> to below <paramref name="through"/> as lost.</summary>
    internal void DroppedThrough(long first, long through)
    {
        lock (_gate)
        {
            // While nothing is stored this stays one entry, however long a watch lasts.
            if (_dropped is [.., var last] && last.Through == first)
                _dropped[^1] = (last.First, through);
            else if (_watchers > 0)
                _dropped.Add((first, through));
        }

        SettledThrough(through);
    }

    /// <summary>Settles all unsettled records below <paramref name="sequence"/> as lost.</summary>
    internal void RestDroppedThrough(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _settledThrough)
                DroppedThrough(_settledThrough, sequence);
        }
    }

    /// <summary>Settles all records below <paramref name="sequence"/>.</summary>
    internal void SettledThrough(long sequence)
    {
        lock (_gate)
        {
            _settledThrough = Math.Max(_settledThrough, sequence);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Through > _settledThrough)
                    continue;
                var settled = _waiters[i].Settled;
                _waiters.RemoveAt(i);
                settled();
            }
        }
    }
}
