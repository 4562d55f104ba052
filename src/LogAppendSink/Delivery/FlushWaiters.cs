namespace LogAppendSink.Delivery;

/// <summary>Who waits until which record is settled, that is stored or dropped. Thread-safe.</summary>
internal sealed class FlushWaiters
{
    private readonly object _gate = new();
    private readonly List<(long Through, TaskCompletionSource Settled)> _waiters = [];
    private long _settledThrough;
    private long _wantedThrough;

    /// <summary>Whether anybody still waits for a record at or behind <paramref name="sequence"/>.</summary>
    internal bool IsWanted(long sequence)
    {
        lock (_gate)
            return sequence < _wantedThrough && _settledThrough < _wantedThrough;
    }

    /// <summary>Completes when all records numbered below <paramref name="sequence"/> are settled.</summary>
    internal Task WaitAsync(long sequence)
    {
        lock (_gate)
        {
            if (_settledThrough >= sequence)
                return Task.CompletedTask;

            _wantedThrough = Math.Max(_wantedThrough, sequence);
            var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((sequence, settled));
            return settled.Task;
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
                _waiters[i].Settled.SetResult();
                _waiters.RemoveAt(i);
            }
        }
    }
}
