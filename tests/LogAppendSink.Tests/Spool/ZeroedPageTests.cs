using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class ZeroedPageTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    public void Zeroed_header_loses_nothing(int segment, int page)
    {
        DamageScenario.ZeroPage(_damage.SegmentPaths[segment], page);

        var outcome = _damage.AssertLost();

        Assert.Empty(outcome.Notices);
    }

    [Theory]
    [InlineData(0, new[] { 0, 1, 2, 3 })]
    [InlineData(1, new[] { 4, 5, 6, 7 })]
    [InlineData(2, new[] { 8, 9, 10, 11 })]
    public void Zeroed_frames_are_reported_with_their_position(int segment, int[] lost)
    {
        var path = _damage.SegmentPaths[segment];
        DamageScenario.ZeroPage(path, page: 1);

        var outcome = _damage.AssertLost(lost);

        Assert.Equal(
            [$"4 events are missing after position 4096 of '{Path.GetFileName(path)}' in the spool 'SPOOL'. The rest is delivered."],
            outcome.Notices);
        Assert.Empty(outcome.Kept); // Zeros are not kept.
    }

    [Fact]
    public void Zeroed_last_frames_are_not_counted()
    {
        // Indistinguishable from a power loss before the first flush.
        DamageScenario.ZeroPage(_damage.SegmentPaths[^1], page: 1);

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), outcome.Delivered);
        Assert.Equal((0, 12), (outcome.Lost, outcome.Accepted));
    }

    [Fact]
    public void Zeroed_page_loses_only_the_records_on_it()
    {
        using var scenario = new SpoolScenario(); // Larger segments have pages of frames in the middle.
        var spool = scenario.Open();
        var records = Enumerable.Range(0, 40).Select(i => $"{i:00} {new string('x', 997)}").ToList();
        foreach (var record in records)
            SpoolScenario.Write(spool, record);
        scenario.Die(spool);
        var path = scenario.SegmentPaths.First(path => File.ReadAllBytes(path).AsSpan().IndexOf("39 x"u8) > 0);
        DamageScenario.ZeroPage(path, page: 4);

        var next = scenario.Open();
        var delivered = SpoolScenario.Drain(next).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var lost = records.Except(delivered).ToList();
        Assert.InRange(lost.Count, 4, 5); // Four whole records, and one at an edge of the page.
        Assert.Equal(records.Except(lost), delivered);
        Assert.Equal(lost.Count, next.Buffer.Account.DroppedByReason[(int)DropReason.SpoolDamaged]);
        Assert.Equal(0, next.Buffer.Account.Pending);
    }
}
