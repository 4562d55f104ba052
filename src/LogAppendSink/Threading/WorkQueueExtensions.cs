namespace LogAppendSink.Threading;

/// <summary>Asynchronous code that continues on a queue.</summary>
internal static class WorkQueueExtensions
{
    /// <summary>Moves the method that awaits it to the queue, always: also when the queue is idle.</summary>
    internal static QueueEntry EnterAsync(this IWorkQueue queue) => new(queue);

    /// <summary>Completes when all actions posted before have run.</summary>
    internal static Task DrainAsync(this IWorkQueue queue)
    {
        var drained = new TaskCompletionSource();
        queue.Post(drained.SetResult);
        return drained.Task;
    }

    /// <summary>
    /// Completes as <paramref name="work"/> does, but on the queue. Work that has completed already is returned as it is: its caller has not
    /// left the queue.
    /// </summary>
    internal static ValueTask<T> ReturnAsync<T>(this IWorkQueue queue, ValueTask<T> work)
    {
        if (work.IsCompleted)
            return work;

        var returned = new TaskCompletionSource<T>();
        work.AsTask().ContinueWith(
            ended => queue.Post(() => Complete(returned, ended)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return new ValueTask<T>(returned.Task);
    }

    private static void Complete<T>(TaskCompletionSource<T> returned, Task<T> ended)
    {
        if (ended.IsCompletedSuccessfully)
            returned.TrySetResult(ended.GetAwaiter().GetResult());
        else if (ended.IsCanceled)
            returned.TrySetCanceled();
        else
            returned.TrySetException(ended.Exception!.InnerExceptions); // A task that is neither has faulted.
    }
}
