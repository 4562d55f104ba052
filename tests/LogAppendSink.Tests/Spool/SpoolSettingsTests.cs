using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public class SpoolSettingsTests
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    [Theory]
    [InlineData(1024L * MiB, 256 * KiB, 4 * MiB, 256)] // the defaults
    [InlineData(16L * MiB, 256 * KiB, 1 * MiB, 16)]
    [InlineData(1L * MiB, 1 * KiB, 64 * KiB, 16)]
    [InlineData(1L * MiB, 256 * KiB, 268 * KiB, 3)]
    [InlineData(1024L * 1024 * MiB, 256 * KiB, 4 * MiB, 256 * 1024)]
    [InlineData(1024L * MiB, 64 * MiB, (64 * MiB) + (12 * KiB), 15)]
    public void Segment_size_and_count_follow_from_the_limits(
        long sizeLimitBytes,
        int eventBodyLimitBytes,
        int segmentBytes,
        int segmentsMax)
    {
        var settings = SettingsOf(sizeLimitBytes, eventBodyLimitBytes);

        Assert.Equal((segmentBytes, segmentsMax), (settings.SegmentBytes, settings.SegmentsMax));
        Assert.True((long)settings.SegmentBytes * settings.SegmentsMax <= sizeLimitBytes);
    }

    [Theory]
    [InlineData(1 * KiB)]
    [InlineData((1 * KiB) + 1)]
    [InlineData(100_000)]
    [InlineData(256 * KiB)]
    [InlineData(64 * MiB)]
    public void Largest_event_fits_in_a_segment_of_the_smallest_spool(int eventBodyLimitBytes)
    {
        var settings = SettingsOf(SpoolSettings.SizeLimitBytesMin(eventBodyLimitBytes), eventBodyLimitBytes);

        var segment = new SpoolSegment(new DiskFileSystem(), "unused", settings.SegmentBytes, new SegmentHeader(1, 0, 0, 0));
        Assert.True(settings.SegmentsMax >= 3);
        Assert.True(segment.HasRoomFor(eventBodyLimitBytes));
        Assert.Equal(0, settings.SegmentBytes % SegmentFormat.PageBytes);
    }

    [Fact]
    public void Capacity_excludes_one_segment()
    {
        Assert.Equal(15 * ((64 * KiB) - (2 * SegmentFormat.PageBytes)), SettingsOf(MiB, KiB).CapacityBytes);
    }

    private static SpoolSettings SettingsOf(long sizeLimitBytes, int eventBodyLimitBytes) =>
        SpoolSettings.Of(new OssAppendOptions { BufferSizeLimitBytes = sizeLimitBytes, EventBodyLimitBytes = eventBodyLimitBytes });
}
