using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>Decides where a batch ends. A batch holds whole records of one period, as many as fit.</summary>
internal struct BatchCut(BatchLimits limits)
{
    private RollPeriod _period;

    internal int Count { get; private set; }

    internal long LengthBytes { get; private set; }

    internal DateTimeOffset FirstAcceptedAt { get; private set; }

    /// <summary>Includes the next record, unless it belongs to the next batch. The first record always fits.</summary>
    internal bool TryInclude(int lengthBytes, DateTimeOffset acceptedAt)
    {
        if (!HasRoomFor(lengthBytes) || (Count > 0 && !_period.Contains(acceptedAt)))
            return false;

        Include(lengthBytes, acceptedAt);
        return true;
    }

    /// <summary>Whether the next record is within the size limit. The first record always is.</summary>
    internal readonly bool HasRoomFor(int lengthBytes) => Count == 0 || LengthBytes + lengthBytes <= limits.SizeLimitBytes;

    /// <summary>Includes the next record regardless of the limits, where the end of the batch is already fixed.</summary>
    internal void Include(int lengthBytes, DateTimeOffset acceptedAt)
    {
        if (Count == 0)
            _period = limits.PeriodOf(FirstAcceptedAt = acceptedAt);
        Count++;
        LengthBytes += lengthBytes;
    }
}
