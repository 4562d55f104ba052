namespace LogAppendSink.Spool;

/// <summary>The settings of a spool.</summary>
/// <param name="SegmentBytes">The size of a segment file.</param>
/// <param name="SegmentsMax">The largest number of segments, spare ones included.</param>
/// <param name="Durability">When records are flushed to disk.</param>
/// <param name="FlushInterval">How often records are flushed with <see cref="BufferDurability.Interval"/>.</param>
/// <param name="Bucket">The bucket to which records are delivered.</param>
internal sealed record SpoolSettings(int SegmentBytes, int SegmentsMax, BufferDurability Durability, TimeSpan FlushInterval, string Bucket)
{
    // Large enough that segments change rarely. Small enough for two of them in memory.
    private const long SegmentBytesMax = 4 * 1024 * 1024;
    private const int SegmentsOfSmallSpool = 16;

    /// <summary>The minimum for one segment to be filled while another is delivered.</summary>
    internal const int SegmentsMin = 3;

    /// <summary>
    /// The bytes that records may occupy. One segment is not counted, because it may be partly delivered and cannot be reused yet.
    /// </summary>
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

    /// <summary>The smallest <c>BufferSizeLimitBytes</c> for events of this size.</summary>
    internal static long SizeLimitBytesMin(int eventBodyLimitBytes) => SegmentsMin * SegmentFormat.SegmentBytesFor(eventBodyLimitBytes);

    private static long SegmentBytesOf(long sizeLimitBytes, int eventBodyLimitBytes)
    {
        var share = Math.Min(sizeLimitBytes / SegmentsOfSmallSpool, SegmentBytesMax) / SegmentFormat.PageBytes * SegmentFormat.PageBytes;
        return Math.Max(share, SegmentFormat.SegmentBytesFor(eventBodyLimitBytes));
    }
}
