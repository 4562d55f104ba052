using LogAppendSink.Buffering;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>An append in doubt whose records were damaged before the next start.</summary>
public sealed class SpoolLostBatchTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Fact]
    public void Damaged_batch_in_doubt_keeps_its_range()
    {
        LeaveInDoubt(records: 3);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(2) + 100);

        var spool = _damage.Scenario.Open();
        spool.Buffer.Settle(isStored: false);
        var batch = spool.Buffer.TakeBatch(NoLimits)!;

        Assert.Equal(DamageScenario.Record(0) + DamageScenario.Record(1), TextOf(batch));
        Assert.Equal((new RecordRange(0, 3), 2), (batch.Records, batch.Count));
        spool.Buffer.Acknowledge(batch);
        Assert.Equal((2L, 1L, 14L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Dropped, spool.Buffer.Account.Pending));
    }

    [Fact]
    public void Completely_damaged_batch_in_doubt_does_not_end_delivery()
    {
        LeaveInDoubt(records: 2);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(0) + 100);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(1) + 100);

        var spool = _damage.Scenario.Open();
        spool.Buffer.Settle(isStored: false);

        // Delivery of an orphan ends when no batch is returned, and its segments are deleted.
        var batch = spool.Buffer.TakeBatch(new BatchLimits(1, ObjectRollingInterval.Infinite));
        Assert.Equal(DamageScenario.Record(2), TextOf(batch));
        Assert.Equal(2, spool.Buffer.Account.Dropped);
    }

    [Fact]
    public void Damaged_record_is_not_lost_when_its_append_is_stored()
    {
        LeaveInDoubt(records: 3);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(1) + 100);

        var spool = _damage.Scenario.Open();
        spool.Buffer.Settle(isStored: true);

        Assert.Equal(string.Concat(Enumerable.Range(3, 14).Select(DamageScenario.Record)), Drain(spool));
        Assert.Equal(
            (17L, 0L, 0L, 0L),
            (spool.Buffer.Account.Stored, spool.Buffer.Account.Dropped, spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));
    }

    [Fact]
    public void Append_in_doubt_keeps_its_range_when_its_first_record_is_damaged()
    {
        LeaveInDoubt(records: 3);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(0) + 100);

        var spool = _damage.Scenario.Open();
        spool.Buffer.Settle(isStored: false);
        var batch = spool.Buffer.TakeBatch(NoLimits)!;

        Assert.Equal((new RecordRange(0, 3), 2), (batch.Records, batch.Count));
        Assert.Equal(1, spool.Buffer.Account.Dropped);
        Assert.Single(_damage.Scenario.DamagedPaths);
    }

    [Fact]
    public void Damaged_first_record_is_not_lost_when_the_append_in_doubt_is_stored()
    {
        LeaveInDoubt(records: 3);
        DamageScenario.Flip(_damage.SegmentPaths[0], DamageScenario.FrameAt(0) + 100);

        var spool = _damage.Scenario.Open();
        spool.Buffer.Settle(isStored: true);

        Assert.Equal((3L, 0L, 14L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Dropped, spool.Buffer.Account.Pending));
        Assert.Equal(string.Concat(Enumerable.Range(3, 14).Select(DamageScenario.Record)), Drain(spool));
    }

    [Fact]
    public void Records_missing_at_the_end_are_counted_when_the_append_in_doubt_includes_them()
    {
        LeaveInDoubt(records: DamageScenario.RecordCount);
        File.Delete(_damage.SegmentPaths[^1]);

        var spool = _damage.Scenario.Open();
        Assert.Equal(DamageScenario.RecordCount, spool.Buffer.Account.Pending);
        spool.Buffer.Settle(isStored: false);
        var text = Drain(spool);

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), text);
        var account = spool.Buffer.Account;
        Assert.Equal(
            (12L, 5L, 0L),
            (account.Stored, account.DroppedByReason[(int)DropReason.SpoolDamaged], account.Pending));
        Assert.Contains(
            spool.Buffer.TakeNotices(),
            notice => notice.Message == $"5 events are missing at the end in the spool '{_damage.Scenario.Directory}'. The "
                + "rest is delivered." && notice.EventCount == 5);
    }

    [Fact]
    public void Loss_of_all_remaining_records_is_reported_once()
    {
        var spool = _damage.Scenario.Open();
        Drain(spool);
        Write(spool, "one\n");
        Write(spool, "two\n");
        LeaveInDoubt(spool, records: 2);
        foreach (var path in _damage.Scenario.SegmentPaths)
            DamageScenario.Change(path, bytes => bytes.AsSpan(4096, 4096).Clear());

        var next = _damage.Scenario.Open();
        next.Buffer.Settle(isStored: false);
        Assert.Equal("", Drain(next));
        Assert.Equal((0L, 2L), (next.Buffer.Account.Pending, next.Buffer.Account.Dropped));
        _damage.Scenario.Die(next);

        Assert.Equal(0, _damage.Scenario.Open().Buffer.Account.Accepted);
    }

    [Fact]
    public void Loss_of_all_records_is_counted_once()
    {
        foreach (var path in _damage.SegmentPaths.Take(3))
            DamageScenario.Change(path, bytes => bytes.AsSpan(4096, 4096).Fill(0xA5));
        DamageScenario.ZeroPage(_damage.SegmentPaths[^1], page: 1);
        var spool = _damage.Scenario.Open();
        Assert.Equal("", Drain(spool));
        Assert.Equal((0L, 12L), (spool.Buffer.Account.Pending, spool.Buffer.Account.Dropped));
        _damage.Scenario.Die(spool);

        var next = _damage.Scenario.Open();

        Assert.Equal(0, next.Buffer.Account.Accepted); // Counted once.
        Assert.Empty(next.Buffer.TakeNotices());
    }

    private void LeaveInDoubt(int records) => LeaveInDoubt(_damage.Scenario.Open(), records);

    private void LeaveInDoubt(LogAppendSink.Spool.OpenSpool spool, int records)
    {
        var limitBytes = records <= 12 ? records * DamageScenario.RecordBytes : int.MaxValue;
        spool.Buffer.Note(IntentOf(spool.Buffer.TakeBatch(new BatchLimits(limitBytes, ObjectRollingInterval.Infinite))!));
        _damage.Scenario.Die(spool);
    }
}
