using System.Diagnostics.Metrics;
using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink;

/// <summary>What a pipeline asks of the world, passed in so that a test can own it.</summary>
/// <param name="Time">The clock and the timers.</param>
/// <param name="Random">Jitter and names; used while a pipeline is made, and then by its delivery task alone.</param>
/// <param name="OpenStore">Opens the store; the pipeline disposes it.</param>
internal sealed record PipelineEdges(TimeProvider Time, Random Random, Func<OssAppendOptions, IObjectStore> OpenStore)
{
    /// <summary>A signal that never comes, for a wait that time alone ends.</summary>
    internal static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>
    /// How a wait of the delivery task is continued: elsewhere, so that no logging call ever runs delivery on its own thread.
    /// A simulation sets <see cref="TaskCreationOptions.None"/>: then everything happens on its one thread, in the order that its
    /// seed says.
    /// </summary>
    internal TaskCreationOptions Continuations { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>What the writers of one process share about objects. Those of a simulated process share one of their own.</summary>
    internal ObjectRegistry Objects { get; init; } = new();

    /// <summary>Whether the store is looked at when delivery starts, before there is anything to store.</summary>
    internal bool ChecksAtStart { get; init; }

    /// <summary>The disk that the spool lies on.</summary>
    internal ISpoolFileSystem Files { get; init; } = new DiskFileSystem();

    /// <summary>Opens the meter of the pipeline, which disposes it; until then the runtime holds it, and all that its instruments ask.</summary>
    internal Func<MeterOptions, Meter> OpenMeter { get; init; } = static options => new Meter(options);

    /// <summary>How a logging call waits for room in the buffer whose lock it holds.</summary>
    internal Action<object> WaitForRoom { get; init; } = static gate => Monitor.Wait(gate);

    /// <summary>
    /// Where delivery runs and continues after each wait. The pipeline sets a thread of its own; without one, waits continue as
    /// <see cref="Continuations"/> says.
    /// </summary>
    internal IWorkQueue? Home { get; init; }

    /// <summary>Whether everything happens on the thread of a simulation.</summary>
    private bool IsSingleThreaded => Continuations == TaskCreationOptions.None;

    /// <summary>These edges with a thread for delivery, which the pipeline ends when delivery is complete.</summary>
    internal PipelineEdges WithHome() => IsSingleThreaded ? this : this with { Home = new WorkThread("LogAppendSink delivery") };

    /// <summary>Whether listeners are called by delivery itself, so that a test sees them in order with what it awaits.</summary>
    internal bool CallsListenersInline { get; init; }

    /// <summary>Opens a queue for work that may block; in a simulation it runs at once.</summary>
    internal IWorkQueue OpenQueue(string name) => IsSingleThreaded ? InlineQueue.Instance : new WorkThread(name, WorkThread.ShortIdle);

    /// <summary>Opens the queues of listeners that take their time, as a simulation has them; null where listeners are real.</summary>
    internal Func<string, IWorkQueue>? ListenerQueues { get; init; }

    /// <summary>As <see cref="OpenQueue"/>, for calls into listeners of the application.</summary>
    internal IWorkQueue OpenListenerQueue(string name) =>
        ListenerQueues?.Invoke(name) ?? (CallsListenersInline ? InlineQueue.Instance : OpenQueue(name));

    /// <summary>A signal for delivery, to be given by <see cref="Signal"/>.</summary>
    internal TaskCompletionSource NewSignal() => new(Home is null ? Continuations : TaskCreationOptions.None);

    /// <summary>Gives a signal: what awaits it continues at home, never on the calling thread.</summary>
    internal void Signal(TaskCompletionSource signal)
    {
        if (Home is null)
            signal.TrySetResult();
        else
            Home.Post(() => signal.TrySetResult());
    }

    /// <summary>The store, with calls that continue at home.</summary>
    internal IObjectStore AtHome(IObjectStore store) => Home is null ? store : HomeStore.For(store, Home);

    /// <summary>Waits for a signal, for so long, or until aborted, whichever comes first. Being aborted is no exception.</summary>
    /// <returns>Whether it was the signal.</returns>
    internal async Task<bool> IsFirstAsync(Task signal, TimeSpan limit, CancellationToken abort)
    {
        // Not Task.Delay: when that is cancelled it continues on another thread, which a simulation could not replay.
        var end = NewSignal();
        using var timer = Time.CreateTimer(_ => Signal(end), state: null, limit, Timeout.InfiniteTimeSpan);
        var onAbort = abort.UnsafeRegister(_ => Signal(end), state: null);
        try
        {
            return await Task.WhenAny(signal, end.Task).ConfigureAwait(false) == signal;
        }
        finally
        {
            // Disposing it instead would wait for a callback that is running, on a thread of the pool.
            onAbort.Unregister();
        }
    }

    /// <summary>Starts delivery at home, without the creator's ambient state (its activity, its scopes).</summary>
    internal Task Start(Func<Task> delivery)
    {
        if (IsSingleThreaded)
            return delivery();
        if (ExecutionContext.IsFlowSuppressed())
            return StartAsync(delivery);
        using (ExecutionContext.SuppressFlow())
            return StartAsync(delivery);
    }

    private async Task StartAsync(Func<Task> delivery)
    {
        await (Home ?? throw new InvariantBrokenException("Broken rule: delivery starts at home.")).EnterAsync();
        await delivery().ConfigureAwait(false);
    }
}
