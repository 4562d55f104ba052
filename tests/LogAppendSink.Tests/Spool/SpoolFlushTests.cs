using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolFlushTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly ObservedFileSystem _files = new();
    private readonly SpoolScenario _scenario;

    public SpoolFlushTests()
    {
        _scenario = new SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
            options.BufferFlushInterval = Interval;
        })
        { Files = _files };
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void An_event_is_flushed_when_the_interval_is_over_and_not_before()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");
        _scenario.Time.Advance(Interval / 2);
        Write(spool, "two\n");

        _scenario.Time.Advance((Interval / 2) - TimeSpan.FromTicks(1));
        Assert.Equal(0, FlushesOfSegments);
        _scenario.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, FlushesOfSegments);
    }

    [Fact]
    public void Nothing_is_flushed_while_nothing_comes()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");
        _scenario.Time.Advance(Interval);

        _scenario.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, FlushesOfSegments);
        Assert.Null(_scenario.Time.NextDue);

        Write(spool, "two\n");
        _scenario.Time.Advance(Interval);
        Assert.Equal(2, FlushesOfSegments);
    }

    [Fact]
    public void A_fatal_event_is_flushed_at_once_and_with_it_all_before()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");

        Write(spool, "fatal\n", RecordLevel.Fatal);
        Assert.Equal(1, FlushesOfSegments);

        _scenario.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, FlushesOfSegments); // Nothing has come since.
    }

    [Fact]
    public void Each_event_is_flushed_before_the_call_returns_where_that_is_asked_for()
    {
        var spool = Open(BufferDurability.EveryEvent);
        for (var count = 1; count <= 10; count++)
        {
            Write(spool, DamageScenario.Record(count), RecordLevel.Verbose);

            Assert.True(FlushesOfSegments >= count);
        }
    }

    [Fact]
    public void Nothing_is_flushed_where_the_death_of_the_process_is_all_that_matters()
    {
        var spool = Open(BufferDurability.Process);
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Fatal);
        var batch = spool.Buffer.TakeBatch(NoLimits)!;
        spool.Buffer.Note(IntentOf(batch));
        spool.Buffer.Acknowledge(batch);
        _scenario.Time.Advance(TimeSpan.FromHours(1));
        _scenario.Die(spool);

        Assert.Equal(0, _files.CountOf("Flush"));
    }

    [Fact]
    public void Segments_that_were_filled_meanwhile_are_flushed_too()
    {
        var spool = Open(BufferDurability.Interval);
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);

        _scenario.Time.Advance(Interval);

        Assert.Equal(
            ["000001.segment", "000002.segment", "000003.segment"],
            _files.Calls.Where(call => call.Operation == "Flush" && call.Name != "checkpoint").Select(call => call.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_earlier_run_has_left_is_flushed_by_the_next_one()
    {
        var first = Open(BufferDurability.Process);
        for (var number = 0; number < 6; number++)
            Write(first, DamageScenario.Record(number), RecordLevel.Error);
        _scenario.Die(first);
        Assert.Equal(0, FlushesOfSegments);

        _scenario.Options.BufferDurability = BufferDurability.Interval;
        _scenario.Open();

        Assert.Equal(
            ["000001.segment", "000002.segment"],
            _files.Calls.Where(call => call.Operation == "Flush" && call.Name != "checkpoint").Select(call => call.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_segment_that_was_delivered_and_deleted_before_its_flush_stops_no_later_one()
    {
        var spool = Open(BufferDurability.Interval);
        for (var number = 0; number < 24; number++)
            Write(spool, DamageScenario.Record(number % 12), RecordLevel.Error);
        Drain(spool);
        Assert.True(_scenario.SegmentPaths.Count < 6); // More than are kept ready.
        Write(spool, "new\n");
        _files.Forget();

        _scenario.Time.Advance(Interval);

        Assert.InRange(FlushesOfSegments, 1, 2); // and one that was used again
        Assert.Empty(spool.Buffer.TakeNotices());
    }

    [Fact]
    public void An_append_is_noted_on_disk_before_it_leaves()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");
        var batch = spool.Buffer.TakeBatch(NoLimits)!;

        spool.Buffer.Note(IntentOf(batch));

        Assert.Equal(["Write checkpoint", "Flush checkpoint"], _files.Calls.Where(call => call.Name == "checkpoint").Select(call => call.ToString()));
    }

    [Fact]
    public void A_checkpoint_that_is_written_and_cannot_be_flushed_is_told_once()
    {
        var spool = Open(BufferDurability.Interval);
        _files.Refusal = call => call is { Operation: "Flush", Name: "checkpoint" } ? ObservedFileSystem.DiskFull() : null;

        Deliver(batches: 3);
        var begun = News();
        _files.Refusal = _ => null;
        Deliver(batches: 3);

        Assert.StartsWith("The spool's checkpoint cannot be flushed to disk", Assert.Single(begun), StringComparison.Ordinal);
        Assert.Equal("The spool works again.", Assert.Single(News()));

        IReadOnlyList<string> News() => [.. spool.Buffer.TakeNotices().Select(notice => notice.Message).Where(message => !message.StartsWith("The spool cannot be flushed", StringComparison.Ordinal))];

        void Deliver(int batches)
        {
            for (; batches > 0; batches--)
            {
                Write(spool, "one\n");
                var batch = spool.Buffer.TakeBatch(NoLimits)!;
                spool.Buffer.Note(IntentOf(batch));
                spool.Buffer.Acknowledge(batch);
            }
        }
    }

    [Fact]
    public void A_segment_is_used_again_only_after_the_checkpoint_that_allows_it_is_on_disk()
    {
        var spool = Open(BufferDurability.Interval);
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        var isCheckpointFlushed = false;
        var wasFlushedBeforeDeletion = true;
        _files.Refusal = call =>
        {
            isCheckpointFlushed = call.Name == "checkpoint" ? call.Operation == "Flush" : isCheckpointFlushed;
            wasFlushedBeforeDeletion &= call.Operation != "Delete" || isCheckpointFlushed;
            return null;
        };

        Drain(spool);

        Assert.True(wasFlushedBeforeDeletion);
        Assert.True(isCheckpointFlushed);
    }

    [Fact]
    public void The_end_of_a_run_flushes_what_is_left()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");

        _scenario.Die(spool);

        Assert.Equal(1, FlushesOfSegments);
    }

    private int FlushesOfSegments => _files.CountOf("Flush", ".segment");

    private LogAppendSink.Spool.OpenSpool Open(BufferDurability durability)
    {
        _scenario.Options.BufferDurability = durability;
        var spool = _scenario.Open();
        _files.Forget();
        return spool;
    }
}
