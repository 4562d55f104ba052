using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// Splits a batch that is too large for the connection. Its request may still be applied, so the first smaller batch goes to the same position.
/// The store applies only one of the two; reading the object shows which.
/// </summary>
internal sealed partial class DeliveryLoop
{
    private readonly BatchSizer _sizer = new(settings.BatchLimits);

    // The batch that was given back. The batch taken in its place inherits its start time.
    private (long First, long? StartedAt) _givenBack = (-1, null);

    /// <summary>Resolves whether the batch is stored. If it is not, gives it back to be taken again in a smaller size.</summary>
    /// <returns>Whether the batch is done: stored, dropped or given back.</returns>
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
        _sizer.Cut(current.Batch.LengthBytes);
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
                if (buffer.TakeBatch(settings.BatchLimits) is not { } batch)
                    return null;

                if (batch.Records.First >= through)
                {
                    buffer.GiveBack(batch); // All of them were damaged.
                    return null;
                }

                pace.TakenThrough(batch.Records.Next);
                _underWay = batch;
                return new BatchInFlight(batch, encoder.Encode(batch)) { StartedAt = current.StartedAt };
            }
            catch (BufferUnreadableException exception)
            {
                reporter.Report(news());
                await PauseAsync(error: null, exception, abort).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives a batch, and what was taken after it, back to the buffer.</summary>
    private void GiveBack(BatchInFlight current, long? cutAt = null)
    {
        if (_ready is { } ready)
            buffer.GiveBack(ready.Batch);
        _ready = null;
        buffer.GiveBack(current.Batch, cutAt);
        encoder.LeaveBodies();
        pace.TakenThrough(current.Batch.Records.First);
        _givenBack = (current.Batch.Records.First, current.StartedAt);
        _underWay = _unconfirmed?.Batch;
        _stepsWithoutPause = 0;
    }
}
