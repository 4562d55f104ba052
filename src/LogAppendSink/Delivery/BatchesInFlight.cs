using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// The batches that a delivery loop has taken from its buffer, in the order of their records: accepted but not confirmed, being
/// delivered, and prepared.
/// </summary>
/// <remarks>Owned by the delivery task. <see cref="OldestAcceptedAt"/> is thread-safe.</remarks>
internal sealed class BatchesInFlight(IRecordBuffer buffer, BodyEncoder encoder, BatchLimits limits, DeliveryPace pace)
{
    private readonly List<BatchInFlight> _taken = [];
    private volatile RecordBatch? _oldest;
    private BatchInFlight? _prepared;

    // The batch that was given back. The batch taken in its place inherits its start time.
    private (long First, long? StartedAt) _givenBack = (-1, null);

    /// <summary>Limits the size of the next batch.</summary>
    internal BatchSizer Sizer { get; } = new(limits);

    /// <summary>The batch that the store has accepted, but not confirmed; null if none.</summary>
    internal BatchInFlight? Unconfirmed { get; private set; }

    /// <summary>Whether the next batch is prepared.</summary>
    internal bool IsNextPrepared => _prepared is not null;

    /// <summary>The time when the oldest record in flight was accepted; null if none.</summary>
    internal DateTimeOffset? OldestAcceptedAt => _oldest?.FirstAcceptedAt;

    /// <summary>Returns the prepared batch, or takes one; null if the buffer has none.</summary>
    /// <exception cref="BufferUnreadableException">The buffer cannot be read for now.</exception>
    internal BatchInFlight? TakeNext()
    {
        if (_prepared is { } prepared)
        {
            _prepared = null;
            return prepared;
        }

        if (buffer.TakeBatch(Sizer.Limits) is not { } batch)
            return null;
        return Add(batch, batch.Records.First == _givenBack.First ? _givenBack.StartedAt : null);
    }

    /// <summary>Prepares the next batch if a full one waits.</summary>
    /// <returns>The batch; null if none was prepared.</returns>
    internal BatchInFlight? TryPrepare()
    {
        if (IsNextPrepared || buffer.UntakenBytes < Sizer.Limits.SizeLimitBytes)
            return null;

        try
        {
            return _prepared = TakeNext();
        }
        catch (BufferUnreadableException)
        {
            return null; // Reported when the batch is needed.
        }
    }

    /// <summary>The store has accepted a batch, and confirmed the one before it.</summary>
    internal void Accept(BatchInFlight accepted) => Unconfirmed = accepted;

    /// <summary>Returns the unconfirmed batch, which is to be delivered again.</summary>
    internal BatchInFlight TakeUnconfirmed()
    {
        var unconfirmed = Unconfirmed ?? throw new InvariantBrokenException("Broken rule: a batch that is in doubt again was accepted.");
        Unconfirmed = null;
        return unconfirmed;
    }

    /// <summary>Removes a batch that is stored or dropped.</summary>
    internal void Remove(BatchInFlight ended)
    {
        if (Unconfirmed == ended)
            Unconfirmed = null;
        _taken.Remove(ended);
        _oldest = _taken.FirstOrDefault()?.Batch;
    }

    /// <summary>Gives a batch, and the prepared one after it, back to the buffer.</summary>
    /// <param name="given">The last batch before the prepared one.</param>
    /// <param name="cutAt">Where the next batch ends, regardless of its limits; null if the limits decide.</param>
    internal void GiveBack(BatchInFlight given, long? cutAt = null)
    {
        if (_prepared is { } prepared)
        {
            buffer.GiveBack(prepared.Batch);
            _prepared = null;
            Remove(prepared);
        }

        buffer.GiveBack(given.Batch, cutAt);
        Remove(given);
        encoder.LeaveBodies();
        pace.TakenThrough(given.Batch.Records.First);
        _givenBack = (given.Batch.Records.First, given.StartedAt);
    }

    /// <summary>Takes the records of a batch that was given back, up to <paramref name="through"/>.</summary>
    /// <returns>The batch; null if none of the records is left.</returns>
    /// <exception cref="BufferUnreadableException">The buffer cannot be read for now.</exception>
    internal BatchInFlight? TryRetake(BatchInFlight given, long through)
    {
        if (buffer.TakeBatch(limits) is not { } batch)
            return null;
        if (batch.Records.First < through)
            return Add(batch, given.StartedAt);

        buffer.GiveBack(batch); // All of them were damaged.
        return null;
    }

    private BatchInFlight Add(RecordBatch batch, long? startedAt)
    {
        pace.TakenThrough(batch.Records.Next);
        var taken = new BatchInFlight(batch, encoder.Encode(batch)) { StartedAt = startedAt };
        _taken.Add(taken);
        _oldest = _taken[0].Batch;
        return taken;
    }
}
