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
    public void Event_is_flushed_at_the_end_of_the_interval()
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
    public void Nothing_is_flushed_without_new_events()
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
    public void Fatal_event_is_flushed_at_once_with_all_earlier_events()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");

        Write(spool, "fatal\n", RecordLevel.Fatal);
        Assert.Equal(1, FlushesOfSegments);

        _scenario.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, FlushesOfSegments); // There are no new events.
    }

    [Fact]
    public void Event_is_flushed_before_the_call_returns_with_EveryEvent()
    {
        var spool = Open(BufferDurability.EveryEvent);
        for (var count = 1; count <= 10; count++)
        {
            Write(spool, DamageScenario.Record(count), RecordLevel.Verbose);

            Assert.True(FlushesOfSegments >= count);
        }
    }

    [Fact]
    public void Nothing_is_flushed_with_Process()
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
    public void Sealed_segments_are_flushed()
    {
        var spool = Open(BufferDurability.Interval);
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);

        _scenario.Time.Advance(Interval);

        Assert.Equal(
            ["000001.segment", "000002.segment", "000003.segment"],
            _files.Calls
                .Where(call => call.Operation == "Flush" && call.Name != "checkpoint")
                .Select(call => call.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Records_of_an_earlier_run_are_flushed_at_the_start()
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
            _files.Calls
                .Where(call => call.Operation == "Flush" && call.Name != "checkpoint")
                .Select(call => call.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Deleted_segment_does_not_prevent_the_flush_of_others()
    {
        var spool = Open(BufferDurability.Interval);
        for (var number = 0; number < 24; number++)
            Write(spool, DamageScenario.Record(number % 12), RecordLevel.Error);
        Drain(spool);
        Assert.True(_scenario.SegmentPaths.Count < 6); // Surplus segments are deleted.
        Write(spool, "new\n");
        _files.Forget();

        _scenario.Time.Advance(Interval);

        Assert.InRange(FlushesOfSegments, 1, 2); // and perhaps a reused one
        Assert.Empty(spool.Buffer.TakeNotices());
    }

    [Fact]
    public void Append_is_flushed_to_the_checkpoint_before_it_is_sent()
    {
        var spool = Open(BufferDurability.Interval);
        Write(spool, "one\n");
        var batch = spool.Buffer.TakeBatch(NoLimits)!;

        spool.Buffer.Note(IntentOf(batch));

        Assert.Equal(
            ["Write checkpoint", "Flush checkpoint"],
            _files.Calls.Where(call => call.Name == "checkpoint").Select(call => call.ToString()));
    }

    [Fact]
    public void Failing_flush_of_the_checkpoint_is_reported_once()
    {
        var spool = Open(BufferDurability.Interval);
        _files.Refusal = call => call is { Operation: "Flush", Name: "checkpoint" } ? ObservedFileSystem.DiskFull() : null;

        Deliver(batches: 3);
        var begun = Notices();
        _files.Refusal = _ => null;
        Deliver(batches: 3);

        Assert.StartsWith("The spool's checkpoint cannot be flushed to disk", Assert.Single(begun), StringComparison.Ordinal);
        Assert.Equal("The spool works again.", Assert.Single(Notices()));

        IReadOnlyList<string> Notices() =>
        [
            .. spool.Buffer.TakeNotices()
                .Select(notice => notice.Message)
                .Where(message => !message.StartsWith("The spool cannot be flushed", StringComparison.Ordinal)),
        ];

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
    public void Segment_is_reused_only_after_the_checkpoint_is_flushed()
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
    public void Disposal_flushes_the_remaining_records()
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
