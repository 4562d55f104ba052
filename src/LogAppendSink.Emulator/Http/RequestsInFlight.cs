namespace LogAppendSink.Emulator.Http;

/// <summary>Counts requests in flight, so that the data directory is released only after the last one.</summary>
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
                    // Each wait completes separately, because a listener can be paused more than once.
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }

    /// <summary>Completes when no request is in flight. The caller must close the port first.</summary>
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
