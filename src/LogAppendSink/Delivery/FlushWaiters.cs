namespace LogAppendSink.Delivery;

/// <summary>Who waits until which record is settled, that is stored or dropped. Thread-safe.</summary>
internal sealed class FlushWaiters
{
    private readonly object _gate = new();
    private readonly List<(long Through, Action Settled)> _waiters = [];
    private long _settledThrough;
    private long _wantedThrough;

    // Losses are remembered only while somebody wants to know whether one was theirs.
    private readonly List<(long First, long Through)> _dropped = [];
    private int _watchers;

    /// <summary>Whether anybody still waits for a record at or behind <paramref name="sequence"/>.</summary>
    internal bool IsWanted(long sequence)
    {
        lock (_gate)
            return sequence < _wantedThrough && _settledThrough < _wantedThrough;
    }

    /// <summary>How many wait.</summary>
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

        // Asynchronously: what awaits it must not run on the delivery thread. A thread that blocks on the task is released directly, so it is
        // this task that is returned: Task.WaitAsync would need a thread of the pool to complete.
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

        // It may have been cancelled before it was added.
        if (cancellationToken.IsCancellationRequested)
            Remove(end);
        return settled.Task;
    }

    /// <summary>Calls back once, when all records numbered below <paramref name="sequence"/> are settled; perhaps before it returns.</summary>
    /// <param name="sequence">The number after the last record.</param>
    /// <param name="settled">Returns at once and throws nothing. Called by the delivery thread, as a rule.</param>
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

    /// <summary>An application that gives up each flush of a long outage leaves nothing behind.</summary>
    private void Remove(Action settled)
    {
        lock (_gate)
            _waiters.RemoveAll(waiter => waiter.Settled == settled);
    }

    /// <summary>From now on losses are remembered, until <see cref="EndWatch"/>.</summary>
    internal void BeginWatch()
    {
        lock (_gate)
            _watchers++;
    }

    /// <summary>Ends one watch.</summary>
    /// <returns>Whether any of the records from <paramref name="first"/> to below <paramref name="through"/> was dropped since it began.</returns>
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

    /// <summary>The records from <paramref name="first"/> to below <paramref name="through"/> are settled, and lost.</summary>
    internal void DroppedThrough(long first, long through)
    {
        lock (_gate)
        {
            // While nothing is stored it stays one entry, however long there are watchers.
            if (_dropped is [.., var last] && last.Through == first)
                _dropped[^1] = (last.First, through);
            else if (_watchers > 0)
                _dropped.Add((first, through));
        }

        SettledThrough(through);
    }

    /// <summary>The records below <paramref name="sequence"/> that are not settled yet are settled, and lost.</summary>
    internal void RestDroppedThrough(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _settledThrough)
                DroppedThrough(_settledThrough, sequence);
        }
    }

    /// <summary>All records numbered below <paramref name="sequence"/> are settled.</summary>
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
