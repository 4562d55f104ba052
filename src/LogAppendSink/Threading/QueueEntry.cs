using System.Runtime.CompilerServices;

namespace LogAppendSink.Threading;

/// <summary>
/// The result of <see cref="WorkQueueExtensions.EnterAsync"/>. It is never complete, so awaiting it always leaves the current thread.
/// </summary>
internal readonly struct QueueEntry(IWorkQueue queue) : ICriticalNotifyCompletion
{
#pragma warning disable CA1822 // The pattern of awaitable types requires instance members.
    public bool IsCompleted => false;

    public QueueEntry GetAwaiter() => this;

    public void GetResult()
    {
    }
#pragma warning restore CA1822

    public void OnCompleted(Action continuation) => queue.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => queue.Post(continuation);
}
