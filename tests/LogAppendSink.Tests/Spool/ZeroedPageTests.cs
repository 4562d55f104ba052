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
    public void With_one_of_the_headers_costs_nothing(int segment, int page)
    {
        DamageScenario.ZeroPage(_damage.SegmentPaths[segment], page);

        var outcome = _damage.AssertLost();

        Assert.Empty(outcome.Notices);
    }

    [Theory]
    [InlineData(0, new[] { 0, 1, 2, 3 })]
    [InlineData(1, new[] { 4, 5, 6, 7 })]
    [InlineData(2, new[] { 8, 9, 10, 11 })]
    public void With_frames_costs_those_and_tells_where(int segment, int[] lost)
    {
        var path = _damage.SegmentPaths[segment];
        DamageScenario.ZeroPage(path, page: 1);

        var outcome = _damage.AssertLost(lost);

        Assert.Equal([$"4 events are missing after position 4096 of '{Path.GetFileName(path)}' in the spool 'SPOOL'. The rest is delivered."], outcome.Notices);
        Assert.Empty(outcome.Kept); // Of zeros there is nothing to keep.
    }

    [Fact]
    public void With_the_last_frames_is_as_if_they_had_never_come()
    {
        // A power loss before the first flush looks the same, and nobody was promised anything then.
        DamageScenario.ZeroPage(_damage.SegmentPaths[^1], page: 1);

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), outcome.Delivered);
        Assert.Equal((0, 12), (outcome.Lost, outcome.Accepted));
    }

    [Fact]
    public void In_the_middle_of_a_record_costs_it_alone()
    {
        using var scenario = new SpoolScenario(); // larger segments: pages of frames in the middle
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
        Assert.InRange(lost.Count, 4, 5); // four whole ones, and the two at its edges are one or two
        Assert.Equal(records.Except(lost), delivered);
        Assert.Equal(lost.Count, next.Buffer.Account.DroppedByReason[(int)DropReason.SpoolDamaged]);
        Assert.Equal(0, next.Buffer.Account.Pending);
    }
}
