namespace LogAppendSink.Threading;

/// <summary>One call of <see cref="ForeignCalls"/>.</summary>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle, and foreign code may hold its token for as long as it likes.
internal sealed class ForeignCall<T>(Func<CancellationToken, ValueTask<T>> call, TaskCreationOptions continuations, IWorkQueue? cancellations)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource<T> _result = new(continuations);
    private readonly CancellationTokenSource _cancel = new();
    private readonly DeliveryContext.Mark _mark = new();
    private CancellationTokenRegistration _end;

    internal Task<T> Result => _result.Task;

    /// <summary>Called when its time is over, before the result says so.</summary>
    internal required Action Abandoned { private get; init; }

    /// <summary>Called when the call has completed, before the result says so.</summary>
    internal required Action Ended { private get; init; }

    /// <summary>Abandons the call when <paramref name="end"/> is cancelled. To be called after the call was queued.</summary>
    internal void EndWith(CancellationToken end)
    {
        _end = end.UnsafeRegister(static (foreign, token) => ((ForeignCall<T>)foreign!).Abandon(token), this);
        if (_result.Task.IsCompleted)
            _end.Unregister();
    }

    /// <summary>Makes the call, on the thread that is meant for it.</summary>
    internal void Begin()
    {
        ValueTask<T> pending;
        using (DeliveryContext.Enter(_mark))
        {
            try
            {
                // Its thread may have come late, and another thread may have yet to cancel the token.
                if (_result.Task.IsCompleted)
                    throw new OperationCanceledException();
                _cancel.Token.ThrowIfCancellationRequested();
                pending = call(_cancel.Token);
            }
#pragma warning disable CA1031 // Whatever it throws is its result.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                pending = ValueTask.FromException<T>(exception);
            }
        }

        if (pending.IsCompleted)
            End(pending.AsTask());
        else
            pending.AsTask().ContinueWith(End, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void End(Task<T> ended)
    {
        _mark.IsActive = false;
        _end.Unregister();
        Ended();
        if (ended.IsCompletedSuccessfully)
        {
            var result = ended.GetAwaiter().GetResult();
            if (!_result.TrySetResult(result))
                DisposeLate(result);
        }
        else
        {
            _result.TrySetException(ExceptionOf(ended));
        }
    }

    /// <summary>Also that of a cancelled task, whose own words say what cancelled it. Reading it marks it as observed.</summary>
    private static Exception ExceptionOf(Task ended)
    {
        if (ended.Exception is { } exception)
            return exception.InnerException!; // A faulted task has one.

        try
        {
            ended.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException cancelled)
        {
            return cancelled;
        }

        throw new InvariantBrokenException("Broken rule: what has not completed successfully has an exception.");
    }

    private void Abandon(CancellationToken end)
    {
        _mark.IsActive = false;

        // Code of the application may have registered callbacks with the token, which may block: not here, then.
        if (cancellations is null)
            _cancel.Cancel();
        else
            cancellations.Post(_cancel.Cancel);
        Abandoned();
        _result.TrySetCanceled(end);
    }

    private static void DisposeLate(T result)
    {
        try
        {
            (result as IDisposable)?.Dispose();
        }
#pragma warning disable CA1031 // As for the call: it is foreign code, and no request waits for it any more.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
