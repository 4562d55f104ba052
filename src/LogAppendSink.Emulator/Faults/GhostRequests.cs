using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// Requests that are applied after their connection has closed. This simulates a proxy or a slow disk that completes a request
/// after its client has timed out.
/// </summary>
internal sealed class GhostRequests(TimeProvider time, RequestsInFlight inFlight) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Ghost> _waiting = [];
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource? _gone;
    private bool _isClosed;
    private int _running;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Keeps a request and owns it.</summary>
    /// <param name="request">Received in full.</param>
    /// <param name="delay">The delay after which the request is applied; null to wait for a release.</param>
    /// <param name="apply">Applies the request; an error response does not throw.</param>
    public void Keep(OssRequest request, TimeSpan? delay, Func<OssRequest, Task> apply)
    {
        var ghost = new Ghost(request, apply);

        lock (_gate)
        {
            if (_isClosed)
            {
                request.Dispose();
                return;
            }

            _waiting.Add(ghost);
        }

        if (delay is { } wait)
            _ = ApplyAfterAsync(ghost, wait);
    }

    public async Task<int> ReleaseAsync()
    {
        List<Ghost> released;

        lock (_gate)
            released = [.. _waiting];

        var count = 0;
        foreach (var ghost in released)
            count += await TryApplyAsync(ghost).ConfigureAwait(false) ? 1 : 0;

        return count;
    }

    public Task WhenGoneAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Count + _running == 0)
                return Task.CompletedTask;

            _gone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _gone.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Drops all ghosts when the server stops.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;

            _isClosed = true;

            foreach (var ghost in _waiting)
                ghost.Request.Dispose();

            _waiting.Clear();
        }

        await _closed.CancelAsync().ConfigureAwait(false);
        _closed.Dispose();
    }

    private async Task ApplyAfterAsync(Ghost ghost, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, time, _closed.Token).ConfigureAwait(false);
            await TryApplyAsync(ghost).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Already closed, which has disposed the request.
        }
    }

    // Only the caller that removes the ghost applies it, because its timer and a release may run at the same time.
    private async Task<bool> TryApplyAsync(Ghost ghost)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(ghost))
                return false;

            _running++;
        }

        try
        {
            using (ghost.Request)
                await inFlight.RunAsync(() => ghost.Apply(ghost.Request)).ConfigureAwait(false);

            return true;
        }
        finally
        {
            lock (_gate)
            {
                if (--_running + _waiting.Count == 0)
                {
                    _gone?.TrySetResult();
                    _gone = null;
                }
            }
        }
    }

    private sealed record Ghost(OssRequest Request, Func<OssRequest, Task> Apply);
}
