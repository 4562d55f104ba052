namespace LogAppendSink.Threading;

/// <summary>
/// Runs each action at once, on the thread that posts it. A simulation then runs on one thread, in the order of its seed.
/// </summary>
internal sealed class InlineQueue : IWorkQueue
{
    internal static readonly InlineQueue Instance = new();

    private InlineQueue()
    {
    }

    public void Post(Action work) => work();
}
