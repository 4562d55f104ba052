namespace LogAppendSink.Spool;

/// <summary>The settings of a spool, taken from the options once.</summary>
/// <param name="SegmentBytes">The size of a segment.</param>
/// <param name="SegmentsMax">Most segments, those that wait for their use included.</param>
/// <param name="Durability">When records are flushed to disk.</param>
/// <param name="FlushInterval">How often, with <see cref="BufferDurability.Interval"/>.</param>
/// <param name="Bucket">The bucket that is delivered to.</param>
internal sealed record SpoolSettings(int SegmentBytes, int SegmentsMax, BufferDurability Durability, TimeSpan FlushInterval, string Bucket)
{
    // Large enough to make changing segments rare; small enough that two of them in memory weigh little.
    private const long SegmentBytesMax = 4 * 1024 * 1024;
    private const int SegmentsOfSmallSpool = 16;

    /// <summary>Fewer could not be filled while another is delivered.</summary>
    internal const int SegmentsMin = 3;

    /// <summary>What counts against the bound; one segment may be partly delivered and cannot be used again yet.</summary>
    internal long CapacityBytes => (SegmentsMax - 1L) * (SegmentFormat.FramesEnd(SegmentBytes) - SegmentFormat.FirstFrame);

    internal static SpoolSettings Of(OssAppendOptions options)
    {
        var segmentBytes = SegmentBytesOf(options.BufferSizeLimitBytes, options.EventBodyLimitBytes);
        return new SpoolSettings(
            checked((int)segmentBytes),
            checked((int)(options.BufferSizeLimitBytes / segmentBytes)),
            options.BufferDurability,
            options.BufferFlushInterval,
            options.PlaceName);
    }

    /// <summary>The smallest <c>BufferSizeLimitBytes</c> that events of such a size leave room in.</summary>
    internal static long SizeLimitBytesMin(int eventBodyLimitBytes) => SegmentsMin * SegmentFormat.SegmentBytesFor(eventBodyLimitBytes);

    private static long SegmentBytesOf(long sizeLimitBytes, int eventBodyLimitBytes)
    {
        var share = Math.Min(sizeLimitBytes / SegmentsOfSmallSpool, SegmentBytesMax) / SegmentFormat.PageBytes * SegmentFormat.PageBytes;
        return Math.Max(share, SegmentFormat.SegmentBytesFor(eventBodyLimitBytes));
    }
}
