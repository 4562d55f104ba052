using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;

namespace LogAppendSink.Delivery;

/// <summary>
/// Delivers what processes have left in their spools, beside the pipeline's own: first, but for what cannot be delivered for now. New ones are
/// found while the pipeline runs: of another process that has died, of a logger that was reloaded, or set aside from a spool in use.
/// </summary>
/// <remarks>The delivery task's, but for <see cref="Oldest"/> and <see cref="Drain"/>, which are thread-safe.</remarks>
internal sealed class OrphanDeliveries(
    PipelineBuffers buffers,
    DeliveryTeller teller,
    DeliveryTurn turn,
    WriterRegistrations registrations,
    Func<OpenSpool, bool, (DeliveryLoop Loop, RegisteredWriter Registration)> newLoop,
    TimeProvider time,
    CancellationToken abort)
{
    /// <summary>How often the directory is searched, while there are events to deliver.</summary>
    internal static readonly TimeSpan SearchInterval = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly List<Orphan> _orphans = [];
    private long _searchedAt = time.GetTimestamp();
    private bool _isDraining;

    /// <summary>When the oldest event was accepted that they hold; null when there is none.</summary>
    internal DateTimeOffset? Oldest => All().Select(orphan => orphan.Loop.OldestUnderWay ?? orphan.Spool.Buffer.OldestUntaken).FirstOrDefault(oldest => oldest is not null);

    /// <summary>Begins with those that were found at the start. It takes the first turns.</summary>
    internal void Start()
    {
        foreach (var spool in buffers.Orphans)
            Add(spool, hasGivenWay: false);
    }

    /// <summary>Completes when none is being delivered any more.</summary>
    internal async Task WhenAllAsync()
    {
        while (All() is { Length: > 0 } orphans)
            await orphans[0].Delivery.ConfigureAwait(false);
    }

    /// <summary>From now on what cannot be delivered stays on disk, at once.</summary>
    internal void Drain()
    {
        Orphan[] orphans;
        lock (_gate)
        {
            _isDraining = true;
            orphans = [.. _orphans];
        }

        foreach (var orphan in orphans)
            Leave(orphan);
    }

    /// <summary>Takes over what processes have left since the start, once in a while.</summary>
    internal void Search()
    {
        if (time.GetElapsedTime(_searchedAt) < SearchInterval)
            return;

        _searchedAt = time.GetTimestamp();
        foreach (var spool in buffers.AdoptOrphans())
            Add(spool, hasGivenWay: false);
    }

    /// <summary>Sets the unsettled append of a spool aside, to be delivered when that is possible.</summary>
    /// <returns>How many events that are; null when the disk refuses.</returns>
    internal long? TrySetAside(IRecordBuffer from)
    {
        if (from is not SpoolBuffer { Unsettled: { } unsettled } spool || buffers.TrySetAside(spool) is not { } aside)
            return null;

        registrations.MoveStored(unsettled, buffers.PathOf(spool), aside.Path);

        var events = aside.Buffer.Account.Pending;
        Add(aside, hasGivenWay: true);
        return events;
    }

    private static void Leave(Orphan orphan)
    {
        orphan.Loop.Drain();
        if (orphan.Loop.HasGivenWay)
            orphan.Abort.Cancel();
    }

    private Orphan[] All()
    {
        lock (_gate)
            return [.. _orphans];
    }

    private void Add(OpenSpool spool, bool hasGivenWay)
    {
        var (loop, registration) = newLoop(spool, hasGivenWay);

        // Not a linked source, which has to be disposed: shutdown may cancel it at that moment.
        var source = new CancellationTokenSource();
        var link = abort.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        var orphan = new Orphan(spool, loop, registration, source, link);
        bool isDraining;
        lock (_gate)
        {
            _orphans.Add(orphan);
            isDraining = _isDraining;
        }

        if (isDraining)
            Leave(orphan);
        orphan.Delivery = DeliverAsync(orphan);
    }

    /// <summary>A fault of ours in one of them must not keep the events of the others, now or at each start.</summary>
    private async Task DeliverAsync(Orphan orphan)
    {
        await turn.TakeAsync().ConfigureAwait(false);
        try
        {
            await orphan.Loop.RunAsync(orphan.Abort.Token).ConfigureAwait(false);
            teller.Tell(buffers.TakeNews());

            // A buffer that delivery has left yields nothing more, whatever it holds.
            if (orphan.Spool.Buffer.Account.Pending > 0)
                return;
            registrations.Disown(orphan.Spool.Path); // Before another process can take the path.
            orphan.Spool.DisposeAndEmpty();
            buffers.Forget(orphan.Spool);
        }
        catch (OperationCanceledException)
        {
            // It stays on disk for the next start.
        }
#pragma warning disable CA1031 // As of the pipeline's own delivery.
        catch (Exception exception) when (!abort.IsCancellationRequested)
        {
            teller.TellFailure(exception, new Leftover(buffers.Account.Pending, IsKept: true));
        }
        catch (Exception)
#pragma warning restore CA1031
        {
            // Shutdown takes the store away from under a delivery that outlives it.
        }
        finally
        {
            lock (_gate)
                _orphans.Remove(orphan);
            orphan.AbortLink.Unregister();
            registrations.Close(orphan.Registration);
            turn.Pass();
        }
    }

    /// <summary>One spool, while it is delivered.</summary>
    private sealed record Orphan(
        OpenSpool Spool,
        DeliveryLoop Loop,
        RegisteredWriter Registration,
        CancellationTokenSource Abort,
        CancellationTokenRegistration AbortLink)
    {
        internal Task Delivery { get; set; } = Task.CompletedTask;
    }
}
