using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Faults;

/// <summary>
/// Requests whose connection is gone and which are still to be tried: what a proxy or a slow disk between client and
/// object does to a request whose client has given up.
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

    /// <summary>Keeps a request, and owns it.</summary>
    /// <param name="request">Received in full.</param>
    /// <param name="delay">After which it is tried by itself; null for only when released.</param>
    /// <param name="apply">Carries it out; never throws for what the request deserves.</param>
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

    /// <summary>Forgets the ghosts: with the server gone, nothing is tried any more.</summary>
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
            // Closed; the request was disposed there.
        }
    }

    // Whoever takes the ghost out of the list tries it: its timer and a release may come at the same moment.
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
