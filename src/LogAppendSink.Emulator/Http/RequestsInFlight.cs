namespace LogAppendSink.Emulator.Http;

/// <summary>Counts requests being handled, so that the data directory is let go only after the last of them.</summary>
internal sealed class RequestsInFlight
{
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _idle;

    public async Task RunAsync(Func<Task> handle)
    {
        lock (_gate)
            _count++;

        try
        {
            await handle().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                if (--_count == 0)
                {
                    // Each wait has its own end: a listener can be paused more than once.
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }

    /// <summary>Completes when nothing is being handled. The caller has closed the port before.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (_count == 0)
                return Task.CompletedTask;

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
