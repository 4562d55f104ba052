using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// The background task of one buffer: waits for records, takes a batch, delivers it. Only this task uses the append writer, so batches are
/// appended one after the other and order is kept.
/// </summary>
internal sealed class DeliveryLoop(
    IRecordBuffer buffer,
    InheritedAppend inherited,
    BatchesInFlight batches,
    BatchDelivery delivery,
    DeliveryOutcomes outcomes,
    DeliveryPace pace,
    DeliveryPatience patience)
{
    /// <summary>Checks the store before the first event; null to skip the check.</summary>
    internal StartCheck? StartCheck { private get; init; }

    /// <summary>Other work of the pipeline, called periodically while this loop works.</summary>
    internal Action? Housekeeping { private get; init; }

    /// <summary>The time when the oldest record in flight was accepted; null if none. Thread-safe.</summary>
    internal DateTimeOffset? OldestInFlight => batches.OldestAcceptedAt;

    /// <inheritdoc cref="BatchDelivery.IsAnyInDoubt"/>
    internal bool IsAnyInDoubt => delivery.IsAnyInDoubt;

    /// <inheritdoc cref="DeliveryPatience.HasYielded"/>
    internal bool HasYielded => patience.HasYielded;

    /// <summary>Begins shutdown: no record waits for more, and the loop ends when the buffer is empty. Thread-safe.</summary>
    internal void Drain() => pace.Drain();

    /// <summary>Settles all records as lost, because delivery has ended.</summary>
    internal void Abandon() => outcomes.DropRest(long.MaxValue);

    /// <summary>Runs until drained. The caller holds the turn, which the loop passes on while it waits.</summary>
    /// <exception cref="OperationCanceledException">The loop was aborted.</exception>
    internal async Task RunAsync(CancellationToken abort)
    {
        // Ends a wait that has no timer. Unregistered, not disposed: disposal would wait for a running callback on a pool thread.
        var wakeOnAbort = abort.UnsafeRegister(static buffer => ((IRecordBuffer)buffer!).Wake(), buffer);
        try
        {
            await inherited.ResolveAsync(abort).ConfigureAwait(false);
            if (StartCheck is not null)
                await StartCheck.RunAsync(buffer, pace, patience, abort).ConfigureAwait(false);
            pace.Reset();
            while (await TryContinueAsync(abort).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            wakeOnAbort.Unregister();
        }
    }

    /// <summary>Waits for records and delivers a batch of them.</summary>
    /// <returns>False when the loop is drained.</returns>
    private async Task<bool> TryContinueAsync(CancellationToken abort)
    {
        await WaitForWorkAsync(abort).ConfigureAwait(false);
        abort.ThrowIfCancellationRequested();
        Housekeeping?.Invoke();
        outcomes.ReportNotices();

        var acceptedThrough = buffer.NextSequence;
        BatchInFlight? next;
        try
        {
            next = batches.TakeNext();
        }
        catch (BufferUnreadableException exception)
        {
            outcomes.Report();
            await delivery.ConfirmAsync(abort).ConfigureAwait(false);
            await patience.PauseAsync(error: null, exception, abort).ConfigureAwait(false);
            return true;
        }

        if (next is not null)
        {
            await delivery.DeliverAsync(next, abort).ConfigureAwait(false);
            return true;
        }

        if (batches.Unconfirmed is not null)
        {
            await delivery.ConfirmAsync(abort).ConfigureAwait(false);
            return true;
        }

        // A record rejected for its size wakes this task, so that its loss is reported even if nothing is delivered.
        outcomes.Report();
        outcomes.DropRest(acceptedThrough); // The last records may have been damaged.
        return !pace.IsEnding;
    }

    private async Task WaitForWorkAsync(CancellationToken abort)
    {
        if (batches.Unconfirmed is not null && !batches.IsNextPrepared && !pace.IsTimeToSend)
            await delivery.ConfirmAsync(abort).ConfigureAwait(false);
        if (!batches.IsNextPrepared)
            await patience.WaitAsync(pace.WaitUntilDueAsync(abort)).ConfigureAwait(false);
        else if (patience.IsTurnWanted)
            await patience.WaitAsync(Task.CompletedTask).ConfigureAwait(false);
    }
}
