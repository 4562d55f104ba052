using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class MissingSegmentTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Fact]
    public void The_first_one_is_known_by_the_checkpoint()
    {
        File.Delete(_damage.SegmentPaths[0]);

        var outcome = _damage.AssertLost(0, 1, 2, 3);

        Assert.Equal([$"4 events are missing before position 4096 of '{Path.GetFileName(_damage.SegmentPaths[1])}' in the spool 'SPOOL'. The rest is delivered."], outcome.Notices);
    }

    [Fact]
    public void The_first_one_costs_only_what_was_not_delivered_of_it()
    {
        using var damage = new DamageScenario(deliveredCount: 3);
        File.Delete(damage.SegmentPaths[0]);

        damage.AssertLost(3);
    }

    [Fact]
    public void One_in_the_middle_is_known_by_its_neighbours()
    {
        File.Delete(_damage.SegmentPaths[1]);

        var outcome = _damage.AssertLost(4, 5, 6, 7);

        Assert.Equal([$"4 events are missing after position 8160 of '{Path.GetFileName(_damage.SegmentPaths[0])}' in the spool 'SPOOL'. The rest is delivered."], outcome.Notices);
    }

    [Fact]
    public void The_last_one_leaves_no_trace_of_what_it_held()
    {
        File.Delete(_damage.SegmentPaths[^1]);

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), outcome.Delivered);
        Assert.Equal((0, 12), (outcome.Lost, outcome.Accepted));
    }

    [Fact]
    public void The_last_one_never_makes_numbers_fall_back_behind_the_checkpoint()
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
    public void All_of_them_leave_an_empty_spool()
    {
        foreach (var path in _damage.Scenario.SegmentPaths)
            File.Delete(path);

        var outcome = _damage.Recover();

        Assert.Equal(("", 0L), (outcome.Delivered, outcome.Accepted));
    }
}
