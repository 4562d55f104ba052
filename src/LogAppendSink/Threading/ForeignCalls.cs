namespace LogAppendSink.Threading;

/// <summary>
/// Calls into code that may block, throw, or ignore its cancellation token: each on a thread of its own, and abandoned when its time is
/// over. The result of an abandoned call is disposed when it comes.
/// </summary>
/// <remarks>
/// A thread whose call returns is used again. A call that never returns keeps its thread, so their number is limited: beyond
/// <see cref="ThreadsMax"/>, calls are refused until one returns. Thread-safe.
/// </remarks>
/// <param name="name">The name of the threads.</param>
#pragma warning disable CA1001 // Its threads end by themselves when they have no work.
internal sealed class ForeignCalls(string name)
#pragma warning restore CA1001
{
    /// <summary>Most threads at a time.</summary>
    internal const int ThreadsMax = 8;

    private readonly object _gate = new();
    private readonly Stack<WorkThread> _idle = new();
    private readonly WorkThread _cancellations = new($"{name} (cancel)", WorkThread.ShortIdle);
    private int _busy;

    /// <summary>Whether the code obeys its token at once and registers nothing foreign with it: then cancellation reaches it first.</summary>
    internal bool IsCancelledInline { get; init; }

    /// <summary>How what awaits a call continues: elsewhere, unless it moves to a queue of its own.</summary>
    internal TaskCreationOptions Continuations { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Starts a call.</summary>
    /// <param name="call">The call. Its token is cancelled when <paramref name="end"/> is.</param>
    /// <param name="end">Ends the wait at once, whatever the call does.</param>
    /// <returns>What the call returns or throws; cancelled when <paramref name="end"/> came first.</returns>
    /// <exception cref="ForeignCallRefusedException">Too many earlier calls have not returned; in the task.</exception>
    internal Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken end)
    {
        WorkThread? thread;
        lock (_gate)
        {
            if (_busy == ThreadsMax)
                return Task.FromException<T>(new ForeignCallRefusedException(ThreadsMax));
            _busy++;
            if (!_idle.TryPop(out thread))
                thread = new WorkThread(name, WorkThread.ShortIdle);
        }

        var foreign = new ForeignCall<T>(call, Continuations, IsCancelledInline ? null : _cancellations);
        thread.Post(() =>
        {
            foreign.Begin();
            Return(thread);
        });
        foreign.EndWith(end);
        return foreign.Result;
    }

    private void Return(WorkThread thread)
    {
        lock (_gate)
        {
            _busy--;
            _idle.Push(thread);
        }
    }
}
