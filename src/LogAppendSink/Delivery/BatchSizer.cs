using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// How large batches are over a line that is too slow for the limit. A batch whose upload timed out several times in a row is cut to a quarter;
/// after several that were stored without a timeout, the limit doubles, up to the one that is set. Owned by the delivery task.
/// </summary>
internal sealed class BatchSizer
{
    /// <summary>Uploads of one batch that time out before it is cut. Fewer may be an outage, in which size makes no difference.</summary>
    internal const int TimeoutsBeforeCut = 3;

    /// <summary>Batches stored in a row, without a timeout, before they may be twice as large.</summary>
    internal const int StoredBeforeGrowth = 10;

    private const int CutDivisor = 4;

    // Of 4 MiB, 64 KiB: a line that cannot carry that in 30 s is not a line. Three cuts lead there, so few requests compete for a position.
    private const int SmallestShare = 64;

    private readonly BatchLimits _set;
    private int _stored;

    /// <param name="set">The limits that are set.</param>
    internal BatchSizer(BatchLimits set) => Limits = _set = set;

    private int SizeBytesMin => Math.Max(1, _set.SizeLimitBytes / SmallestShare);

    /// <summary>The limits of the next batch.</summary>
    internal BatchLimits Limits { get; private set; }

    /// <summary>Whether a batch is to be cut.</summary>
    internal bool IsCutDue(BatchUnderWay current) =>
        current.UploadTimeouts >= TimeoutsBeforeCut && current.Batch.Count > 1 && current.Batch.LengthBytes > SizeBytesMin;

    /// <summary>An upload timed out.</summary>
    internal void TimedOut() => _stored = 0;

    /// <summary>A batch of so many bytes is cut.</summary>
    internal void Cut(long lengthBytes)
    {
        _stored = 0;
        Limits = _set with { SizeLimitBytes = (int)Math.Min(_set.SizeLimitBytes, Math.Max(SizeBytesMin, lengthBytes / CutDivisor)) };
    }

    /// <summary>A batch is stored.</summary>
    internal void Stored()
    {
        if (Limits.SizeLimitBytes == _set.SizeLimitBytes || ++_stored < StoredBeforeGrowth)
            return;
        _stored = 0;
        Limits = _set with { SizeLimitBytes = (int)Math.Min(_set.SizeLimitBytes, 2L * Limits.SizeLimitBytes) };
    }
}
