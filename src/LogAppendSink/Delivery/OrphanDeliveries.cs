using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;

namespace LogAppendSink.Delivery;

/// <summary>
/// Delivers orphaned spools next to the pipeline's own buffer. Orphans go first, unless they cannot be delivered for now. More are found
/// while the pipeline runs: of a process that died, of a reloaded logger, or set aside from a spool in use.
/// </summary>
/// <remarks>Owned by the delivery task. <see cref="Oldest"/> and <see cref="Drain"/> are thread-safe.</remarks>
internal sealed class OrphanDeliveries(
    PipelineBuffers buffers,
    DeliveryReporter reporter,
    DeliveryTurn turn,
    WriterRegistrations registrations,
    DeliveryLoopFactory loops,
    TimeProvider time,
    CancellationToken abort)
{
    /// <summary>How often the directory is searched while events are delivered.</summary>
    internal static readonly TimeSpan SearchInterval = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly List<Orphan> _orphans = [];
    private long _searchedAt = time.GetTimestamp();
    private bool _isDraining;

    /// <summary>The time when their oldest event was accepted; null if they have none.</summary>
    internal DateTimeOffset? Oldest => All()
        .Select(orphan => orphan.Loop.OldestInFlight ?? orphan.Spool.Buffer.OldestUntaken)
        .FirstOrDefault(oldest => oldest is not null);

    /// <summary>Starts to deliver the orphans that were found at the start. They get the first turns.</summary>
    internal void Start()
    {
        foreach (var spool in buffers.Orphans)
            Add(spool, hasYielded: false);
    }

    /// <summary>Completes when no orphan is being delivered.</summary>
    internal async Task WhenAllAsync()
    {
        while (All() is { Length: > 0 } orphans)
            await orphans[0].Delivery.ConfigureAwait(false);
    }

    /// <summary>Begins shutdown: orphans that cannot be delivered stay on disk.</summary>
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

    /// <summary>Adopts new orphans, at most once per <see cref="SearchInterval"/>.</summary>
    internal void Search()
    {
        if (time.GetElapsedTime(_searchedAt) < SearchInterval)
            return;

        _searchedAt = time.GetTimestamp();
        foreach (var spool in buffers.AdoptOrphans())
            Add(spool, hasYielded: false);
    }

    /// <summary>Sets the unresolved append of a spool aside, to be delivered when that is possible.</summary>
    /// <returns>The number of its events; null if the disk fails.</returns>
    internal long? TrySetAside(IRecordBuffer from)
    {
        if (from is not SpoolBuffer { Unsettled: { } unsettled } spool || buffers.TrySetAside(spool) is not { } aside)
            return null;

        registrations.MoveStored(unsettled, buffers.PathOf(spool), aside.Path);

        var events = aside.Buffer.Account.Pending;
        Add(aside, hasYielded: true);
        return events;
    }

    private static void Leave(Orphan orphan)
    {
        orphan.Loop.Drain();
        if (orphan.Loop.HasYielded)
            orphan.Abort.Cancel();
    }

    private Orphan[] All()
    {
        lock (_gate)
            return [.. _orphans];
    }

    private void Add(OpenSpool spool, bool hasYielded)
    {
        var (loop, registration) = loops.NewOrphanLoop(spool, hasYielded, orphans: this);

        // Not a linked source, which must be disposed: shutdown may cancel it at that moment.
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

    /// <summary>A bug in one orphan's delivery must not block the events of the others.</summary>
    private async Task DeliverAsync(Orphan orphan)
    {
        await turn.TakeAsync().ConfigureAwait(false);
        try
        {
            await orphan.Loop.RunAsync(orphan.Abort.Token).ConfigureAwait(false);
            reporter.Report(buffers.TakeNotices());

            // Delivery has left this buffer, so it returns no more events.
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
#pragma warning disable CA1031 // As in the pipeline's own delivery.
        catch (Exception exception) when (!abort.IsCancellationRequested)
        {
            reporter.ReportFailure(exception, new Leftover(buffers.Account.Pending, IsKept: true));
        }
        catch (Exception)
#pragma warning restore CA1031
        {
            // Shutdown disposes the store under a delivery that has not ended.
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
