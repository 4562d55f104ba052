using System.Diagnostics.Metrics;
using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink;

/// <summary>The environment of a pipeline: clock, randomness, store, disk and threads. Tests replace it.</summary>
/// <param name="Time">The clock and the timers.</param>
/// <param name="Random">For jitter and names. Used by the constructor of a pipeline, then only by its delivery task.</param>
/// <param name="OpenStore">Opens the store; the pipeline disposes it.</param>
internal sealed record PipelineEdges(TimeProvider Time, Random Random, Func<OssAppendOptions, IAppendStore> OpenStore)
{
    /// <summary>A signal that never completes, for a wait that only its time limit ends.</summary>
    internal static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>
    /// How a wait of the delivery task continues: asynchronously, so that a logging call never runs delivery on its thread.
    /// A simulation sets <see cref="TaskCreationOptions.None"/>, so that everything runs on one thread in the order of its seed.
    /// </summary>
    internal TaskCreationOptions Continuations { get; init; } = TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>The registry that the writers of one process share. Each simulated process has a separate one.</summary>
    internal ObjectRegistry Objects { get; init; } = new();

    /// <summary>Whether delivery checks the store at start, before the first event.</summary>
    internal bool ChecksAtStart { get; init; }

    /// <summary>The file system of the spool.</summary>
    internal ISpoolFileSystem Files { get; init; } = new DiskFileSystem();

    /// <summary>
    /// Opens the meter, which the pipeline disposes. Until then the runtime keeps the meter and everything that its instruments refer to
    /// alive.
    /// </summary>
    internal Func<MeterOptions, Meter> OpenMeter { get; init; } = static options => new Meter(options);

    /// <summary>How a logging call waits for room in the buffer whose lock it holds.</summary>
    internal Action<object> WaitForRoom { get; init; } = static gate => Monitor.Wait(gate);

    /// <summary>
    /// Where delivery runs and continues after each wait. The pipeline sets a separate thread; without one, waits continue as
    /// <see cref="Continuations"/> says.
    /// </summary>
    internal IWorkQueue? Home { get; init; }

    /// <summary>Whether everything runs on the thread of a simulation.</summary>
    private bool IsSingleThreaded => Continuations == TaskCreationOptions.None;

    /// <summary>Returns a copy with a delivery thread, which the pipeline ends after delivery.</summary>
    internal PipelineEdges WithHome() => IsSingleThreaded ? this : this with { Home = new WorkThread("LogAppendSink delivery") };

    /// <summary>Whether delivery calls listeners itself, so that a test sees notices in order with what it awaits.</summary>
    internal bool CallsListenersInline { get; init; }

    /// <summary>Opens a queue for work that may block. In a simulation, work runs at once.</summary>
    internal IWorkQueue OpenQueue(string name) => IsSingleThreaded ? InlineQueue.Instance : new WorkThread(name, WorkThread.ShortIdle);

    /// <summary>Opens the queues of simulated slow listeners; null outside a simulation.</summary>
    internal Func<string, IWorkQueue>? ListenerQueues { get; init; }

    /// <summary>As <see cref="OpenQueue"/>, for calls into listeners of the application.</summary>
    internal IWorkQueue OpenListenerQueue(string name) =>
        ListenerQueues?.Invoke(name) ?? (CallsListenersInline ? InlineQueue.Instance : OpenQueue(name));

    /// <summary>Creates a signal for delivery, to be set by <see cref="Signal"/>.</summary>
    internal TaskCompletionSource NewSignal() => new(Home is null ? Continuations : TaskCreationOptions.None);

    /// <summary>Sets a signal. Its waiter continues on <see cref="Home"/>, never on the calling thread.</summary>
    internal void Signal(TaskCompletionSource signal)
    {
        if (Home is null)
            signal.TrySetResult();
        else
            Home.Post(() => signal.TrySetResult());
    }

    /// <summary>Returns the store with calls that continue on <see cref="Home"/>.</summary>
    internal IAppendStore AtHome(IAppendStore store) => Home is null ? store : new HomeStore(store, Home);

    /// <summary>
    /// Waits for a signal until <paramref name="limit"/> expires or <paramref name="abort"/> is cancelled. Cancellation does not throw.
    /// </summary>
    /// <returns>Whether the signal ended the wait.</returns>
    internal async Task<bool> CompletesFirstAsync(Task signal, TimeSpan limit, CancellationToken abort)
    {
        // Not Task.Delay: a cancelled delay continues on another thread, which a simulation cannot replay.
        var end = NewSignal();
        using var timer = Time.CreateTimer(_ => Signal(end), state: null, limit, Timeout.InfiniteTimeSpan);
        var onAbort = abort.UnsafeRegister(_ => Signal(end), state: null);
        try
        {
            return await Task.WhenAny(signal, end.Task).ConfigureAwait(false) == signal;
        }
        finally
        {
            // Disposal would wait for a running callback, on a pool thread.
            onAbort.Unregister();
        }
    }

    /// <summary>Starts delivery on <see cref="Home"/>, without the creator's ambient state (activity, scopes).</summary>
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
