using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// Delivers batches: appends each until it is stored, accepted, dropped or given back, and confirms those that the store has accepted.
/// </summary>
/// <remarks>
/// While one batch is in flight, the next is prepared if a full one waits. If the store's acknowledgement is not final, the next append
/// confirms the previous one; without a next append, a HEAD request does. Owned by the delivery task.
/// </remarks>
internal sealed class BatchDelivery(
    AppendWriter writer,
    BatchesInFlight batches,
    DeliveryOutcomes outcomes,
    DeliveryPace pace,
    DeliveryPatience patience,
    TimeSpan? retryTimeLimit,
    TimeProvider time)
{
    /// <summary>
    /// The most steps of one batch without a pause. Settling, rolling and conflicts take a few. More steps mean that writers compete or
    /// that the store's responses are inconsistent; a pause helps in both cases.
    /// </summary>
    internal const int StepsWithoutPauseMax = 8;

    private int _stepsWithoutPause;

    /// <summary>Whether the store has not responded to an append, so that it may or may not be stored. Thread-safe.</summary>
    internal bool IsAnyInDoubt => writer.State.IsAnyInDoubt;

    /// <summary>Delivers a batch.</summary>
    /// <param name="current">The batch.</param>
    /// <param name="abort">Ends it.</param>
    /// <param name="isYoungest">Whether only the prepared batch was taken after this one. Then it can be given back.</param>
    internal async Task DeliverAsync(BatchInFlight current, CancellationToken abort, bool isYoungest = true)
    {
        current.StartedAt ??= time.GetTimestamp();
        while (true)
        {
            abort.ThrowIfCancellationRequested();
            var result = await StepAsync(current, abort).ConfigureAwait(false);
            switch (result)
            {
                case StepResult.Stored:
                    Invariant.Holds(batches.Unconfirmed is null, "A stored batch is the oldest that is not settled.");
                    Stored(current);
                    return;
                case StepResult.StoredThrough longer:
                    await StoredThroughAsync(current, longer.Next, abort).ConfigureAwait(false);
                    return;
                case StepResult.Accepted:
                    ConfirmPrevious();
                    batches.Accept(current);
                    return;
                case StepResult.PreviousStored:
                    ConfirmPrevious();
                    continue;
                case StepResult.PreviousInDoubt when writer.InDoubtThrough > batches.Unconfirmed?.Batch.Records.Next:
                    // A longer request may have been applied in its place, including records of this one.
                    GiveBack(current);
                    await DeliverAgainAsync(abort).ConfigureAwait(false);
                    return;
                case StepResult.PreviousInDoubt:
                    await DeliverAgainAsync(abort, isYoungest: false).ConfigureAwait(false);
                    continue;
                case StepResult.Waiting waiting:
                    // The other writer may be another loop of this pipeline, which needs the turn to settle its append.
                    var isTurn = pace.WaitForTurnAsync(waiting.Free, abort);
                    await patience.PassTurnAsync(isTurn).ConfigureAwait(false);
                    if (!await isTurn.ConfigureAwait(false))
                        writer.StopWaiting();
                    continue;
            }

            CountTimeouts(current, result);
            if (await DropOrPauseAsync(current, result, abort).ConfigureAwait(false))
                return;
            if (isYoungest && batches.Sizer.IsCutDue(current) && await TryCutAsync(current, abort).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>Confirms the last accepted batch with a HEAD request, because no batch follows it for now.</summary>
    internal async Task ConfirmAsync(CancellationToken abort)
    {
        while (batches.Unconfirmed is { } accepted)
        {
            abort.ThrowIfCancellationRequested();
            var result = await writer.ConfirmAsync(abort).ConfigureAwait(false);
            if (result is StepResult.PreviousStored)
                ConfirmPrevious();
            else if (result is StepResult.PreviousInDoubt)
                await DeliverAgainAsync(abort).ConfigureAwait(false);
            else if (await DropOrPauseAsync(accepted, result, abort).ConfigureAwait(false))
                return;
            else if (result is StepResult.Failed && pace.IsTimeToSend)
                return; // Events wait, and the next append confirms it too.
        }
    }

    /// <summary>Takes one step, and prepares the next batch while the request is in flight.</summary>
    private async ValueTask<StepResult> StepAsync(BatchInFlight current, CancellationToken abort)
    {
        var step = writer.StepAsync(current.Body, current.Batch.FirstAcceptedAt, abort).AsTask();
        if (!step.IsCompleted && batches.TryPrepare() is { } next)
            writer.Prepare(next.Body);
        return await step.ConfigureAwait(false);
    }

    private void CountTimeouts(BatchInFlight current, StepResult result)
    {
        if (result is StepResult.Failed { IsUploadTimeout: true })
        {
            current.UploadTimeouts++;
            batches.Sizer.TimedOut();
        }
        else if (result is StepResult.Failed)
        {
            current.UploadTimeouts = 0; // An outage: a smaller batch would not help.
        }
    }

    /// <summary>Delivers the last accepted batch again, first, because the store may have lost it.</summary>
    private async Task DeliverAgainAsync(CancellationToken abort, bool isYoungest = true)
    {
        var previous = batches.TakeUnconfirmed();
        if (!await DropOrPauseAsync(previous, StepResult.Progress.Instance, abort).ConfigureAwait(false))
            await DeliverAsync(previous, abort, isYoungest).ConfigureAwait(false);
    }

    /// <summary>After a step that did not complete a batch: reports an error, then drops the batch or pauses if that is due.</summary>
    /// <returns>Whether the batch was dropped, and with it any unconfirmed batch before it.</returns>
    private async Task<bool> DropOrPauseAsync(BatchInFlight current, StepResult result, CancellationToken abort)
    {
        var error = (result as StepResult.Failed)?.Error;
        if (error is not null)
            patience.Failed(error);
        else if (++_stepsWithoutPause < StepsWithoutPauseMax)
            return false;

        patience.LeaveAtShutdown();
        if (time.GetElapsedTime(current.StartedAt!.Value) > retryTimeLimit) // Set by the first attempt.
        {
            // Records that a longer request may still store are dropped too: resent, they could be stored twice.
            var through = writer.InDoubtThrough;
            writer.GiveUp();
            if (batches.Unconfirmed is { } accepted && accepted != current)
                Drop(accepted);
            if (through <= current.Batch.Records.Next)
                Drop(current);
            else if (await RetakeAsync(current, through, abort).ConfigureAwait(false) is { } whole)
                Drop(whole);
            return true;
        }

        outcomes.Report();
        _stepsWithoutPause = 0;
        await patience.PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        return false;
    }

    /// <summary>
    /// Splits a batch that is too large for the connection. Its request may still be applied, so the first smaller batch goes to the same
    /// position. The store applies only one of the two; reading the object shows which.
    /// </summary>
    /// <returns>Whether the batch is done: stored, dropped, or given back to be taken again in a smaller size.</returns>
    private async Task<bool> TryCutAsync(BatchInFlight current, CancellationToken abort)
    {
        if (!writer.TryRecall())
            return false;

        while (writer.State is AppendState.InDoubt)
        {
            abort.ThrowIfCancellationRequested();
            var result = await writer.SettleAsync(abort).ConfigureAwait(false);
            if (result is StepResult.Stored)
            {
                Stored(current);
                return true;
            }

            if (result is StepResult.StoredThrough longer)
            {
                await StoredThroughAsync(current, longer.Next, abort).ConfigureAwait(false);
                return true;
            }

            if (await DropOrPauseAsync(current, result, abort).ConfigureAwait(false))
                return true;
        }

        GiveBack(current);
        batches.Sizer.Cut(current.Batch.LengthBytes);
        return true;
    }

    /// <summary>Handles an earlier, longer request that the store has applied in place of the batch.</summary>
    private async Task StoredThroughAsync(BatchInFlight current, long through, CancellationToken abort)
    {
        if (await RetakeAsync(current, through, abort).ConfigureAwait(false) is { } whole)
            Stored(whole);
    }

    /// <summary>Takes a batch again that ends at <paramref name="through"/>.</summary>
    /// <returns>Null if none of its records is left.</returns>
    private async Task<BatchInFlight?> RetakeAsync(BatchInFlight current, long through, CancellationToken abort)
    {
        GiveBack(current, through);
        while (true)
        {
            abort.ThrowIfCancellationRequested();
            try
            {
                return batches.TryRetake(current, through);
            }
            catch (BufferUnreadableException exception)
            {
                outcomes.ReportNotices();
                await patience.PauseAsync(error: null, exception, abort).ConfigureAwait(false);
            }
        }
    }

    private void ConfirmPrevious()
    {
        if (batches.Unconfirmed is { } accepted)
            Stored(accepted);
    }

    private void Stored(BatchInFlight stored)
    {
        outcomes.Stored(stored);
        batches.Sizer.Stored();
        End(stored);
    }

    private void Drop(BatchInFlight given)
    {
        outcomes.Drop(given);
        End(given);
    }

    private void GiveBack(BatchInFlight given, long? cutAt = null)
    {
        batches.GiveBack(given, cutAt);
        _stepsWithoutPause = 0;
    }

    private void End(BatchInFlight ended)
    {
        batches.Remove(ended);
        _stepsWithoutPause = 0;
    }
}
