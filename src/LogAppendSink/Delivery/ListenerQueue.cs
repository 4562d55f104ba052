using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Calls into listeners of the application that nothing waits for: in order, on one queue, with a limit on how many wait. Thread-safe.
/// </summary>
/// <param name="queue">Where they are called.</param>
/// <param name="waitingMax">Most calls that wait for one that does not return; later ones are left out.</param>
internal sealed class ListenerQueue(IWorkQueue queue, int waitingMax)
{
    private int _waiting;

    /// <summary>Adds a call, unless too many wait.</summary>
    internal void Post(Action call)
    {
        if (Interlocked.Increment(ref _waiting) > waitingMax)
            Interlocked.Decrement(ref _waiting);
        else
            queue.Post(() => Run(call));
    }

    /// <summary>Adds a call however many wait.</summary>
    internal void PostLast(Action call)
    {
        Interlocked.Increment(ref _waiting);
        queue.Post(() => Run(call));
    }

    /// <summary>Adds a call and waits for it, but not longer than <paramref name="limit"/>.</summary>
    internal void TryRun(Action call, TimeSpan limit)
    {
        Post(call);
        DrainAsync().Wait(limit);
    }

    /// <summary>Completes when all calls added before have returned.</summary>
    internal Task DrainAsync() => queue.DrainAsync();

    private void Run(Action call)
    {
        try
        {
            call();
        }
#pragma warning disable CA1031 // What a listener throws is its own affair: delivery must not end for it, nor the process.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
