namespace LogAppendSink.Threading;

/// <summary>One call of <see cref="ForeignCalls"/>.</summary>
/// <param name="call">The call.</param>
/// <param name="continuations">How code that awaits the result continues.</param>
/// <param name="cancellations">Cancels the token of the call; null to cancel it on the calling thread.</param>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle, and foreign code may keep its token indefinitely.
internal sealed class ForeignCall<T>(
    Func<CancellationToken, ValueTask<T>> call, TaskCreationOptions continuations, IWorkQueue? cancellations)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource<T> _result = new(continuations);
    private readonly CancellationTokenSource _cancel = new();
    private readonly DeliveryContext.Mark _mark = new();
    private CancellationTokenRegistration _end;

    internal Task<T> Result => _result.Task;

    /// <summary>Called when the call is abandoned, before the result completes.</summary>
    internal required Action Abandoned { private get; init; }

    /// <summary>Called when the call has completed, before the result completes.</summary>
    internal required Action Ended { private get; init; }

    /// <summary>Abandons the call when <paramref name="end"/> is cancelled. Called after the call was queued.</summary>
    internal void EndWith(CancellationToken end)
    {
        _end = end.UnsafeRegister(static (foreign, token) => ((ForeignCall<T>)foreign!).Abandon(token), this);
        if (_result.Task.IsCompleted)
            _end.Unregister();
    }

    /// <summary>Makes the call, on the current thread.</summary>
    internal void Begin()
    {
        ValueTask<T> pending;
        using (DeliveryContext.Enter(_mark))
        {
            try
            {
                // The call may have been abandoned before its thread was free, and its token may not be cancelled yet.
                if (_result.Task.IsCompleted)
                    throw new OperationCanceledException();
                _cancel.Token.ThrowIfCancellationRequested();
                pending = call(_cancel.Token);
            }
#pragma warning disable CA1031 // The exception is the result of the call.
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

    /// <summary>
    /// Returns the exception, also of a cancelled task, whose message says what cancelled it. Reading it marks it as observed.
    /// </summary>
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

        throw new InvariantBrokenException("Broken rule: a task that did not complete successfully has an exception.");
    }

    private void Abandon(CancellationToken end)
    {
        _mark.IsActive = false;

        // The application may have registered callbacks with the token. They may block, so they run on another thread.
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
#pragma warning disable CA1031 // Foreign code may throw anything, and no request waits for it.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
