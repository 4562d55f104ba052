using System.Diagnostics.Metrics;
using LogAppendSink.Spool;
using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>What a pipeline asks of the world, passed in so that a test can own it.</summary>
/// <param name="Time">The clock and the timers.</param>
/// <param name="Random">Jitter and names; used by the delivery task alone.</param>
/// <param name="OpenStore">Opens the store; the pipeline disposes it.</param>
internal sealed record PipelineEdges(TimeProvider Time, Random Random, Func<OssAppendOptions, IObjectStore> OpenStore)
{
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

    /// <summary>Does something soon, on no thread of the application's; in a simulation at once.</summary>
    internal void Soon(Action work)
    {
        if (Continuations == TaskCreationOptions.None)
            work();
        else
            ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);
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
