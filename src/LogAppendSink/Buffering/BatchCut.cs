using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>Decides, record by record, where a batch ends: whole records of one period, as many as fit.</summary>
internal struct BatchCut(BatchLimits limits)
{
    private RollPeriod _period;

    internal int Count { get; private set; }

    internal long LengthBytes { get; private set; }

    internal DateTimeOffset FirstAcceptedAt { get; private set; }

    /// <summary>Takes the next record into the batch, unless it belongs into the next one. The first always fits.</summary>
    internal bool Takes(int lengthBytes, DateTimeOffset acceptedAt)
    {
        if (Count > 0 && (LengthBytes + lengthBytes > limits.SizeLimitBytes || !_period.Contains(acceptedAt)))
            return false;

        Include(lengthBytes, acceptedAt);
        return true;
    }

    /// <summary>Whether the next record fits by its size alone. The first always does.</summary>
    internal readonly bool HasRoomFor(int lengthBytes) => Count == 0 || LengthBytes + lengthBytes <= limits.SizeLimitBytes;

    /// <summary>Takes it whatever the limits say: the batch was cut before.</summary>
    internal void Include(int lengthBytes, DateTimeOffset acceptedAt)
    {
        if (Count == 0)
            _period = limits.PeriodOf(FirstAcceptedAt = acceptedAt);
        Count++;
        LengthBytes += lengthBytes;
    }
}
