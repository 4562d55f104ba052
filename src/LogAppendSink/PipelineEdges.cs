using System.Diagnostics.Metrics;
using LogAppendSink.Spool;
using LogAppendSink.Stores;

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

    /// <summary>Whether the store is looked at when delivery starts, before there is anything to store.</summary>
    internal bool ChecksAtStart { get; init; }

    /// <summary>The disk that the spool lies on.</summary>
    internal ISpoolFileSystem Files { get; init; } = new DiskFileSystem();

    /// <summary>Opens the meter of the pipeline, which disposes it; until then the runtime holds it, and all that its instruments ask.</summary>
    internal Func<MeterOptions, Meter> OpenMeter { get; init; } = static options => new Meter(options);

    /// <summary>How a logging call waits for room in the buffer whose lock it holds.</summary>
    internal Action<object> WaitForRoom { get; init; } = static gate => Monitor.Wait(gate);

    /// <summary>Does something soon, on no thread of the application's; in a simulation at once.</summary>
    internal void Soon(Action work)
    {
        if (Continuations == TaskCreationOptions.None)
            work();
        else
            ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
    }

    /// <summary>Waits for a signal, for so long, or until aborted, whichever comes first. Being aborted is no exception.</summary>
    /// <returns>Whether it was the signal.</returns>
    internal async Task<bool> IsFirstAsync(Task signal, TimeSpan limit, CancellationToken abort)
    {
        // Not Task.Delay: when that is cancelled it goes on in another thread, which a simulation could not replay.
        var over = new TaskCompletionSource(Continuations);
        await using var timer = Time.CreateTimer(static over => ((TaskCompletionSource)over!).TrySetResult(), over, limit, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await using var onAbort = abort.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over).ConfigureAwait(false);
        return await Task.WhenAny(signal, over.Task).ConfigureAwait(false) == signal;
    }

    /// <summary>Starts the delivery task.</summary>
    internal Task Start(Func<Task> delivery)
    {
        if (Continuations == TaskCreationOptions.None)
            return delivery();

        // The creator's ambient state (its activity, its scopes) is none of the delivery task's.
        using (ExecutionContext.SuppressFlow())
            return Task.Run(delivery);
    }
}
