using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class TruncatedSegmentTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Theory]
    [InlineData(0, new[] { 4, 5, 6, 7 })]
    [InlineData(1, new[] { 4, 5, 6, 7 })]
    [InlineData(51, new[] { 4, 5, 6, 7 })]
    [InlineData(52, new[] { 4, 5, 6, 7 })] // the header, and nothing else
    [InlineData(4095, new[] { 4, 5, 6, 7 })]
    [InlineData(4096, new[] { 4, 5, 6, 7 })]
    [InlineData(4097, new[] { 4, 5, 6, 7 })]
    [InlineData(4096 + 8, new[] { 4, 5, 6, 7 })]
    [InlineData(4096 + 24, new[] { 4, 5, 6, 7 })]
    [InlineData(4096 + 1013, new[] { 4, 5, 6, 7 })]
    [InlineData(4096 + 1016, new[] { 5, 6, 7 })]
    [InlineData(4096 + 1016 + 500, new[] { 5, 6, 7 })]
    [InlineData(4096 + (4 * 1016) - 8, new[] { 7 })]
    [InlineData(4096 + (4 * 1016), new int[0])]
    [InlineData(8192, new int[0])] // the frames, without the header's copy
    [InlineData(8192 + 100, new int[0])]
    public void Truncated_middle_segment_loses_only_its_end(int lengthBytes, int[] lost)
    {
        DamageScenario.Truncate(_damage.SegmentPaths[1], lengthBytes);

        var outcome = _damage.AssertLost(lost);

        Assert.Equal(lost.Length > 0, outcome.Notices.Count > 0);
    }

    [Fact]
    public void Truncated_frame_is_reported_with_its_position_and_kept()
    {
        var path = _damage.SegmentPaths[1];
        DamageScenario.Truncate(path, 4096 + 1016 + 500);

        var outcome = _damage.AssertLost(5, 6, 7);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [$"496 bytes at 5112 of '{name}' in the spool 'SPOOL' are damaged; 3 events are lost with them. Kept as "
                + $"'damaged/{name}.5112'. The rest is delivered."],
            outcome.Notices);
        Assert.Equal([$"{name}.5112"], outcome.Kept);
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(51, 12)]
    [InlineData(52, 12)]
    [InlineData(4095, 12)]
    [InlineData(4096, 12)]
    [InlineData(4096 + 7, 12)]
    [InlineData(4096 + 8, 12)]
    [InlineData(4096 + 55, 12)]
    [InlineData(4096 + 56, 13)]
    [InlineData(4096 + (3 * 56) + 4, 15)]
    [InlineData(4096 + (5 * 56), 17)]
    [InlineData(8192, 17)]
    public void Truncated_last_segment_loses_only_its_end(int lengthBytes, int left)
    {
        DamageScenario.Truncate(_damage.SegmentPaths[^1], lengthBytes);

        var outcome = _damage.Recover();

        Assert.Equal(string.Concat(Enumerable.Range(0, left).Select(DamageScenario.Record)), outcome.Delivered);
        Assert.Equal(outcome.Accepted, left + outcome.Lost); // Records that were cut off are not counted.
    }

    [Fact]
    public void Truncated_spare_segment_loses_nothing()
    {
        var spare = _damage.Scenario.SegmentPaths.Except(_damage.SegmentPaths).First();
        foreach (var lengthBytes in new[] { 0, 10, 52, 4096, 5000, 8192, DamageScenario.SegmentBytes - 1 })
        {
            _damage.Restore();
            DamageScenario.Truncate(spare, lengthBytes);

            _damage.AssertLost();
        }
    }

    [Theory]
    [InlineData(DamageScenario.SegmentBytes + SegmentFormat.PageBytes + 3)]
    [InlineData(3L * 1024 * 1024 * 1024)] // more than may be read into memory
    public void Extended_segment_loses_nothing(long lengthBytes)
    {
        foreach (var path in _damage.SegmentPaths)
        {
            _damage.Restore();
            DamageScenario.Truncate(path, lengthBytes);

            _damage.AssertLost();
        }
    }
}
