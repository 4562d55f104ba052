namespace LogAppendSink.Delivery;

/// <summary>
/// Lets one delivery loop of a pipeline work at a time, in the order of their requests. The loops share the reporter and the order of
/// events. A loop that only waits must not block the others. Thread-safe.
/// </summary>
internal sealed class DeliveryTurn
{
    private readonly object _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Whether another loop waits for its turn.</summary>
    internal bool IsWanted
    {
        get
        {
            lock (_gate)
                return _waiting.Count > 0;
        }
    }

    /// <summary>Completes when it is the caller's turn.</summary>
    internal Task TakeAsync()
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            // It continues inside Pass, on the thread of the previous loop, which only waits after that.
            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Ends the caller's turn; the next one's begins.</summary>
    internal void Pass()
    {
        TaskCompletionSource? next;
        lock (_gate)
            _isTaken = _waiting.TryDequeue(out next);
        next?.SetResult();
    }
}
