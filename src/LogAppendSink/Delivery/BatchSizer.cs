using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// Adapts the batch size to a slow connection. A batch whose upload timed out several times in a row is split to a quarter. After several
/// batches without a timeout, the limit doubles, up to the configured one. Owned by the delivery task.
/// </summary>
internal sealed class BatchSizer
{
    /// <summary>Timeouts of one batch before it is split. Fewer may be an outage, where a smaller batch does not help.</summary>
    internal const int TimeoutsBeforeCut = 3;

    /// <summary>Batches stored in a row, without a timeout, before the limit doubles.</summary>
    internal const int StoredBeforeGrowth = 10;

    private const int CutDivisor = 4;

    // 64 KiB of 4 MiB: every usable connection carries that in 30 s. Three splits lead there, so few requests compete for a position.
    private const int SmallestShare = 64;

    private readonly BatchLimits _set;
    private int _stored;

    /// <param name="set">The configured limits.</param>
    internal BatchSizer(BatchLimits set) => Limits = _set = set;

    private int SizeBytesMin => Math.Max(1, _set.SizeLimitBytes / SmallestShare);

    /// <summary>The limits of the next batch.</summary>
    internal BatchLimits Limits { get; private set; }

    /// <summary>Whether a batch must be split.</summary>
    internal bool IsCutDue(BatchInFlight current) =>
        current.UploadTimeouts >= TimeoutsBeforeCut && current.Batch.Count > 1 && current.Batch.LengthBytes > SizeBytesMin;

    /// <summary>Records an upload that timed out.</summary>
    internal void TimedOut() => _stored = 0;

    /// <summary>Lowers the limit after a batch was split.</summary>
    internal void Cut(long lengthBytes)
    {
        _stored = 0;
        Limits = _set with { SizeLimitBytes = (int)Math.Min(_set.SizeLimitBytes, Math.Max(SizeBytesMin, lengthBytes / CutDivisor)) };
    }

    /// <summary>Records a stored batch.</summary>
    internal void Stored()
    {
        if (Limits.SizeLimitBytes == _set.SizeLimitBytes || ++_stored < StoredBeforeGrowth)
            return;
        _stored = 0;
        Limits = _set with { SizeLimitBytes = (int)Math.Min(_set.SizeLimitBytes, 2L * Limits.SizeLimitBytes) };
    }
}
