using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Resolves the append that an earlier run of the process left in doubt, before its buffer delivers anything else. It takes the steps
/// that resolve an append after a lost response.
/// </summary>
internal sealed class InheritedAppend(
    IRecordBuffer buffer,
    AppendWriter writer,
    DeliveryOutcomes outcomes,
    DeliveryPace pace,
    DeliveryPatience patience,
    TimeSpan? retryTimeLimit,
    TimeProvider time)
{
    /// <summary>
    /// Sets the append aside, so that later events need not wait for it. Returns the number of its events, or null if the disk fails. This
    /// property is null if the append already has a separate spool.
    /// </summary>
    internal Func<long?>? SetAside { private get; init; }

    /// <summary>Resolves the append if there is one.</summary>
    /// <exception cref="OperationCanceledException">The loop was aborted, or shutdown leaves the append on disk.</exception>
    internal async Task ResolveAsync(CancellationToken abort)
    {
        outcomes.ReportNotices();
        if (buffer.Unsettled is not { } intent)
            return;

        writer.Resume(intent);
        var oldest = intent.Unconfirmed ?? intent;
        var stepsWithoutPause = 0;
        var startedAt = time.GetTimestamp();
        StoreError? refusal = null;
        var isOtherObjectNext = false;
        while (writer.State is AppendState.InDoubt)
        {
            abort.ThrowIfCancellationRequested();
            isOtherObjectNext = !isOtherObjectNext && refusal is not null && time.GetElapsedTime(startedAt) >= DeliveryPatience.TimeLimit;
            if (isOtherObjectNext
                && SetAside is not null
                && await writer.QueryOtherObjectAsync(time.GetUtcNow(), abort).ConfigureAwait(false) is { } outage)
            {
                // This request replaces an attempt, so an outage gets no more requests than before.
                await patience.WaitAsync(pace.PauseAsync(outage, abort)).ConfigureAwait(false);
                continue;
            }

            var result = await writer.SettleAsync(abort).ConfigureAwait(false);
            if (result is StepResult.Stored or StepResult.StoredThrough or StepResult.PreviousStored)
            {
                outcomes.InheritedStored((result as StepResult.StoredThrough)?.Next ?? oldest.Records.Next);
                oldest = intent;
                continue;
            }

            var error = (result as StepResult.Failed)?.Error;
            if (error is not null)
                patience.Failed(error);
            else if (++stepsWithoutPause < BatchDelivery.StepsWithoutPauseMax)
                continue;
            patience.LeaveAtShutdown();
            if (time.GetElapsedTime(startedAt) > retryTimeLimit && outcomes.TryDropInherited())
            {
                writer.Abandon();
                return;
            }

            if (isOtherObjectNext && error is not null && TrySetAside(error))
                return; // The outage has ended, but not for this object.
            (stepsWithoutPause, refusal) = (0, error);
            outcomes.Report();
            await patience.PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        }

        if (buffer.Unsettled is not null)
            buffer.Settle(isStored: false);
    }

    /// <summary>Sets the append aside. The store refuses only its object, so later events need not wait.</summary>
    /// <returns>Whether it is set aside.</returns>
    private bool TrySetAside(StoreError refusal)
    {
        if (SetAside?.Invoke() is not { } events)
            return false;

        patience.SetAside(events, refusal);
        writer.Abandon();
        return true;
    }
}
