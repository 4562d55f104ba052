using System.Runtime.CompilerServices;

namespace LogAppendSink.Threading;

/// <summary>What <see cref="WorkQueueExtensions.EnterAsync"/> returns. It is never complete, so that awaiting it always leaves the thread.</summary>
internal readonly struct QueueEntry(IWorkQueue queue) : ICriticalNotifyCompletion
{
#pragma warning disable CA1822 // The pattern of awaitable types asks for instance members.
    public bool IsCompleted => false;

    public QueueEntry GetAwaiter() => this;

    public void GetResult()
    {
    }
#pragma warning restore CA1822

    public void OnCompleted(Action continuation) => queue.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => queue.Post(continuation);
}
