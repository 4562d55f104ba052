using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class MissingSegmentTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Fact]
    public void Missing_first_segment_is_counted()
    {
        File.Delete(_damage.SegmentPaths[0]);

        var outcome = _damage.AssertLost(0, 1, 2, 3);

        Assert.Equal(
            [$"4 events are missing before position 4096 of '{Path.GetFileName(_damage.SegmentPaths[1])}' in the spool "
                + "'SPOOL'. The rest is delivered."],
            outcome.Notices);
    }

    [Fact]
    public void Missing_first_segment_loses_only_undelivered_records()
    {
        using var damage = new DamageScenario(deliveredCount: 3);
        File.Delete(damage.SegmentPaths[0]);

        damage.AssertLost(3);
    }

    [Fact]
    public void Missing_middle_segment_is_counted()
    {
        File.Delete(_damage.SegmentPaths[1]);

        var outcome = _damage.AssertLost(4, 5, 6, 7);

        Assert.Equal(
            [$"4 events are missing after position 8160 of '{Path.GetFileName(_damage.SegmentPaths[0])}' in the spool "
                + "'SPOOL'. The rest is delivered."],
            outcome.Notices);
    }

    [Fact]
    public void Missing_last_segment_cannot_be_counted()
    {
        File.Delete(_damage.SegmentPaths[^1]);

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), outcome.Delivered);
        Assert.Equal((0, 12), (outcome.Lost, outcome.Accepted));
    }

    [Fact]
    public void Record_numbers_continue_after_the_checkpoint_when_the_last_segment_is_missing()
    {
        var spool = _damage.Scenario.Open();
        SpoolScenario.Drain(spool);
        _damage.Scenario.Die(spool);
        File.Delete(_damage.SegmentPaths[^1]);

        var next = _damage.Scenario.Open();

        Assert.Equal((0L, DamageScenario.RecordCount), (next.Buffer.Account.Accepted, next.Buffer.NextSequence));
        SpoolScenario.Write(next, "new\n");
        SpoolScenario.Write(next, "newer\n");
        Assert.Equal("new\n", SpoolScenario.TextOf(next.Buffer.TakeBatch(new BatchLimits(4, ObjectRollingInterval.Infinite))));
        _damage.Scenario.Die(next);
        Assert.Equal("new\nnewer\n", SpoolScenario.Drain(_damage.Scenario.Open()));
    }

    [Fact]
    public void Spool_is_empty_when_all_segments_are_missing()
    {
        foreach (var path in _damage.Scenario.SegmentPaths)
            File.Delete(path);

        var outcome = _damage.Recover();

        Assert.Equal(("", 0L), (outcome.Delivered, outcome.Accepted));
    }
}
