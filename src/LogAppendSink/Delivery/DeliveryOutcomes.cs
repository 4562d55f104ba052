using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// Applies the outcome of records, stored or dropped, to their buffer, to the flushes that wait for them, to the backoff and to the
/// reports.
/// </summary>
/// <param name="buffer">The buffer of the records.</param>
/// <param name="buffers">All buffers of the pipeline, which share an account.</param>
/// <param name="flushes">The waits for records of the buffer.</param>
/// <param name="pace">The pace of the loop.</param>
/// <param name="patience">The waits of the loop.</param>
/// <param name="reporter">Reports losses and the end of an outage.</param>
/// <param name="time">The clock.</param>
internal sealed class DeliveryOutcomes(
    IRecordBuffer buffer,
    PipelineBuffers buffers,
    FlushWaiters flushes,
    DeliveryPace pace,
    DeliveryPatience patience,
    DeliveryReporter reporter,
    TimeProvider time)
{
    /// <summary>Publishes the notices of the buffers.</summary>
    internal void ReportNotices() => reporter.Report(buffers.TakeNotices());

    /// <summary>Publishes the notices of the buffers and reports drops.</summary>
    internal void Report()
    {
        ReportNotices();
        reporter.ReportDrops(buffers.Account, hasDelivered: false);
    }

    /// <summary>A batch is stored.</summary>
    internal void Stored(BatchInFlight stored)
    {
        var batch = stored.Batch;
        buffer.Acknowledge(batch);
        patience.Succeeded();
        reporter.Stored(stored.Body, time.GetElapsedTime(stored.StartedAt!.Value)); // Set by the first attempt.
        reporter.ReportDrops(buffers.Account, hasDelivered: true);
        pace.Settled();

        // Damage may have removed records before the batch, or of it. It is unknown which.
        flushes.RestDroppedThrough(batch.Records.First);
        if (batch.Count < batch.Records.Next - batch.Records.First)
            flushes.DroppedThrough(batch.Records.First, batch.Records.Next);
        else
            flushes.SettledThrough(batch.Records.Next);
    }

    /// <summary>Drops a batch that could not be stored within <see cref="OssAppendOptions.RetryTimeLimit"/>.</summary>
    internal void Drop(BatchInFlight given)
    {
        buffer.Drop(given.Batch, DropReason.RetryTimeLimit);
        reporter.ReportDrops(buffers.Account, hasDelivered: false);
        pace.Settled();
        flushes.DroppedThrough(given.Batch.Records.First, given.Batch.Records.Next);
    }

    /// <summary>The append of an earlier run is stored, with all records below <paramref name="through"/>.</summary>
    internal void InheritedStored(long through)
    {
        pace.TakenThrough(through);
        buffer.Settle(isStored: true, through);
        patience.Succeeded();
        reporter.Responded();
        flushes.SettledThrough(through);
    }

    /// <summary>Drops the append of an earlier run and keeps its bytes in quarantine, because it may or may not be stored.</summary>
    /// <returns>Whether it is dropped; the disk may fail for now.</returns>
    internal bool TryDropInherited()
    {
        try
        {
            var first = buffer.Unsettled!.FirstRecord; // It is being settled.
            if (buffer.DropUnsettled() is { } dropped)
                flushes.DroppedThrough(first, dropped.Next);
        }
        catch (BufferUnreadableException)
        {
            return false;
        }

        Report();
        return true;
    }

    /// <summary>Settles all records below <paramref name="sequence"/> that are not settled as lost.</summary>
    internal void DropRest(long sequence) => flushes.RestDroppedThrough(sequence);
}
