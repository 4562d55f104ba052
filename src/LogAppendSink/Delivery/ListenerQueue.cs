using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Calls listeners of the application in order, on one queue. No caller waits for them, and the number of waiting calls is limited.
/// Thread-safe.
/// </summary>
/// <param name="queue">Runs the calls.</param>
/// <param name="waitingMax">The most calls that wait for one that does not return. Later ones are skipped.</param>
internal sealed class ListenerQueue(IWorkQueue queue, int waitingMax)
{
    private int _waiting;

    /// <summary>Adds a call, unless too many are waiting.</summary>
    /// <returns>Whether the call was added.</returns>
    internal bool TryPost(Action call)
    {
        if (Interlocked.Increment(ref _waiting) > waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        queue.Post(() => Run(call));
        return true;
    }

    /// <summary>Adds a call regardless of how many are waiting.</summary>
    internal void PostLast(Action call)
    {
        Interlocked.Increment(ref _waiting);
        queue.Post(() => Run(call));
    }

    /// <summary>Adds a call and waits for it, for at most <paramref name="limit"/>.</summary>
    internal void TryRun(Action call, TimeSpan limit)
    {
        TryPost(call);
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
#pragma warning disable CA1031 // A listener's exception must not end delivery or the process.
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
