using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// A batch that is too large for the line is taken again, smaller. Its request may still be applied, so the first smaller batch goes to the same
/// position, where the store takes one of the two; which one, the object's bytes tell.
/// </summary>
internal sealed partial class DeliveryLoop
{
    private readonly BatchSizer _sizer = new(settings.BatchLimits);

    // Of the batch that was given back: what is taken in its place has been tried as long.
    private (long First, long? StartedAt) _givenBack = (-1, null);

    /// <summary>Proves that the batch is not stored, and gives it back to be taken smaller; or finds that it is stored.</summary>
    /// <returns>Whether it is dealt with, either way.</returns>
    private async Task<bool> TryCutAsync(BatchUnderWay current, CancellationToken abort)
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

            if (await IsGivenUpAsync(current, result, abort).ConfigureAwait(false))
                return true;
        }

        GiveBack(current);
        _sizer.Cut(current.Batch.LengthBytes);
        return true;
    }

    /// <summary>An earlier, longer try of a batch is stored in its place.</summary>
    private async Task StoredThroughAsync(BatchUnderWay current, long through, CancellationToken abort)
    {
        if (await RetakeAsync(current, through, abort).ConfigureAwait(false) is { } whole)
            Stored(whole);
    }

    /// <summary>Takes a batch again, with all records below <paramref name="through"/>.</summary>
    /// <returns>Null when none of them is left.</returns>
    private async Task<BatchUnderWay?> RetakeAsync(BatchUnderWay current, long through, CancellationToken abort)
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
                    buffer.GiveBack(batch); // Damage has left none of them.
                    return null;
                }

                pace.TakenThrough(batch.Records.Next);
                _underWay = batch;
                return new BatchUnderWay(batch, encoder.Encode(batch)) { StartedAt = current.StartedAt };
            }
            catch (BufferUnreadableException exception)
            {
                teller.Tell(news());
                await PauseAsync(error: null, exception, abort).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A batch, and what was taken after it, is taken again later.</summary>
    private void GiveBack(BatchUnderWay current, long? cutAt = null)
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
