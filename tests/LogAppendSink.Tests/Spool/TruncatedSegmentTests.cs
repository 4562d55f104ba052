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
    public void In_the_middle_of_the_spool_costs_what_was_cut_off(int lengthBytes, int[] lost)
    {
        DamageScenario.Truncate(_damage.SegmentPaths[1], lengthBytes);

        var outcome = _damage.AssertLost(lost);

        Assert.Equal(lost.Length > 0, outcome.Notices.Count > 0);
    }

    [Fact]
    public void In_the_middle_of_a_frame_is_told_with_its_place_and_set_aside()
    {
        var path = _damage.SegmentPaths[1];
        DamageScenario.Truncate(path, 4096 + 1016 + 500);

        var outcome = _damage.AssertLost(5, 6, 7);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [$"496 bytes at 5112 of '{name}' in the spool 'SPOOL' are damaged; 3 events are lost with them. Kept as 'damaged/{name}.5112'. The rest is delivered."],
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
    public void At_the_end_of_the_spool_costs_what_was_cut_off(int lengthBytes, int left)
    {
        DamageScenario.Truncate(_damage.SegmentPaths[^1], lengthBytes);

        var outcome = _damage.Recover();

        Assert.Equal(string.Concat(Enumerable.Range(0, left).Select(DamageScenario.Record)), outcome.Delivered);
        Assert.Equal(outcome.Accepted, left + outcome.Lost); // What was cut off leaves no number.
    }

    [Fact]
    public void Of_a_segment_that_waited_for_its_use_nothing_is_lost()
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
    [InlineData(3L * 1024 * 1024 * 1024)] // more than any memory should be asked for
    public void Longer_than_it_was_is_no_loss(long lengthBytes)
    {
        foreach (var path in _damage.SegmentPaths)
        {
            _damage.Restore();
            DamageScenario.Truncate(path, lengthBytes);

            _damage.AssertLost();
        }
    }
}
