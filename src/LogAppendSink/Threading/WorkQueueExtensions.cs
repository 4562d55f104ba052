namespace LogAppendSink.Threading;

/// <summary>Lets asynchronous code continue on a queue.</summary>
internal static class WorkQueueExtensions
{
    /// <summary>Moves the awaiting method to the queue, also if the queue is idle.</summary>
    internal static QueueEntry EnterAsync(this IWorkQueue queue) => new(queue);

    /// <summary>Completes when all earlier actions have run.</summary>
    internal static Task DrainAsync(this IWorkQueue queue)
    {
        var drained = new TaskCompletionSource();
        queue.Post(drained.SetResult);
        return drained.Task;
    }

    /// <summary>
    /// Completes with the result of <paramref name="work"/>, but on the queue. Work that has already completed is returned unchanged,
    /// because its caller has not left the queue.
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
            returned.TrySetException(ended.Exception!.InnerExceptions); // Otherwise it has faulted.
    }
}
