using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>Files of a spool are deleted while it is in use.</summary>
public sealed class SpoolRemovalTests : IDisposable
{
    private readonly SpoolScenario _scenario = new(options =>
    {
        options.EventBodyLimitBytes = 1024;
        options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
        options.BufferDurability = BufferDurability.Process;
    });

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Spool_continues_when_its_directory_is_deleted()
    {
        var spool = _scenario.Open();
        for (var number = 0; number < 12; number++)
            Assert.True(Write(spool, DamageScenario.Record(number), RecordLevel.Error));

        Directory.Delete(_scenario.Directory, recursive: true);
        var kept = 0;
        for (var number = 0; number < 50; number++)
            kept += Write(spool, DamageScenario.Record(number % 12), RecordLevel.Error) ? 1 : 0;
        var text = Drain(spool);

        var account = spool.Buffer.Account;
        Assert.Equal((62L, 0L, 0L), (account.Accepted, account.Pending, account.PendingBytes));
        Assert.Equal(50 - kept, account.DroppedByReason[(int)DropReason.SpoolUnavailable]);
        Assert.Equal(account.Stored, text.Count(c => c == '\n'));
        var notices = spool.Buffer.TakeNotices();
        Assert.Contains(
            notices,
            notice => notice.Kind == DeliveryNoticeKind.SpoolUnavailable
                && notice.Message.Contains("cannot grow", StringComparison.Ordinal));
        Assert.Equal(
            account.DroppedByReason[(int)DropReason.SpoolDamaged] > 0,
            notices.Any(notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged));
    }

    [Fact]
    public void Spool_uses_its_directory_again_when_it_is_recreated()
    {
        var spool = _scenario.Open();
        Directory.Delete(_scenario.Directory, recursive: true);
        while (Write(spool, DamageScenario.Record(0), RecordLevel.Error))
        {
        }

        Drain(spool);
        Directory.CreateDirectory(_scenario.Directory);
        _scenario.Time.Advance(TimeSpan.FromSeconds(1));

        for (var number = 0; number < 20; number++)
            Assert.True(Write(spool, DamageScenario.Record(number % 12), RecordLevel.Error));
        Assert.Equal(string.Concat(Enumerable.Range(0, 20).Select(number => DamageScenario.Record(number % 12))), Drain(spool));
        _scenario.Die(spool);
        Assert.Equal(0, _scenario.Open().Buffer.Account.Dropped);
    }

    [Fact]
    public void Segment_deleted_before_it_is_read_is_reported_and_counted()
    {
        var spool = _scenario.Open();
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        File.Delete(_scenario.SegmentPaths[1]);

        var text = Drain(spool);

        Assert.Equal(string.Concat(Enumerable.Range(0, 12).Except([4, 5, 6, 7]).Select(DamageScenario.Record)), text);
        var account = spool.Buffer.Account;
        Assert.Equal(
            (8L, 4L, 0L),
            (account.Stored, account.DroppedByReason[(int)DropReason.SpoolDamaged], account.Pending));
        var notice = Assert.Single(spool.Buffer.TakeNotices());
        Assert.Equal((DeliveryNoticeKind.SpoolDamaged, 4L, DropReason.SpoolDamaged), (notice.Kind, notice.EventCount, notice.Reason));
        Assert.Equal(
            $"4 events are missing after position 4096 of '000002.segment' in the spool '{_scenario.Directory}'. The rest is delivered.",
            notice.Message);
    }

    [Fact]
    public void Tail_is_delivered_although_its_file_was_deleted()
    {
        var spool = _scenario.Open();
        Write(spool, "one\n");
        foreach (var path in _scenario.SegmentPaths)
            File.Delete(path);

        Write(spool, "two\n");

        Assert.Equal("one\ntwo\n", Drain(spool));
    }

    [Fact]
    public void Checkpoint_deleted_while_in_use_is_reported_by_the_next_run()
    {
        var spool = _scenario.Open();
        File.Delete(_scenario.CheckpointPath);
        Write(spool, "one\n");
        Assert.Equal("one\n", Drain(spool));
        Write(spool, "two\n");
        _scenario.Die(spool);

        var next = _scenario.Open();

        Assert.Equal("one\ntwo\n", Drain(next));
        Assert.Contains(
            next.Buffer.TakeNotices(),
            notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged
                && notice.Message.Contains("may be stored twice", StringComparison.Ordinal));
    }
}
