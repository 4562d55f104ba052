using LogAppendSink.Spool;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolBoundTests : IDisposable
{
    private readonly SpoolScenario _scenario = new(options =>
    {
        options.EventBodyLimitBytes = 1024;
        options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
        options.BufferDurability = BufferDurability.Process;
    });

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Directory_stays_within_the_limit_plus_the_checkpoint()
    {
        var spool = _scenario.Open();
        var random = new Random(1);
        for (var round = 0; round < 300; round++)
        {
            var length = random.Next(1, 1024);
            Write(spool, new string('x', length), RecordLevel.Error);
            if (random.Next(20) == 0)
                Drain(spool);
            if (random.Next(50) == 0)
            {
                _scenario.Die(spool);
                spool = _scenario.Open();
            }

            var bytes = Directory.GetFiles(_scenario.Directory).Sum(path => new FileInfo(path).Length);
            Assert.True(bytes <= _scenario.Options.BufferSizeLimitBytes + CheckpointFormat.FileBytes, $"{bytes} bytes in round {round}.");
        }
    }

    [Fact]
    public void Batch_that_was_given_back_is_read_again_from_an_earlier_segment()
    {
        var spool = _scenario.Open();
        var written = 0;
        while (_scenario.SegmentPaths.Count == 0 || written < DamageScenario.RecordsPerSegment)
            Write(spool, DamageScenario.Record(written++));
        var first = spool.Buffer.TakeBatch(NoLimits)!;
        for (var more = 0; more < DamageScenario.RecordsPerSegment; more++)
            Write(spool, DamageScenario.Record(written + more)); // The first one begins the next segment.

        var second = spool.Buffer.TakeBatch(NoLimits)!;
        spool.Buffer.Acknowledge(first);
        spool.Buffer.GiveBack(second);
        var again = spool.Buffer.TakeBatch(NoLimits);

        Assert.Equal(TextOf(second), TextOf(again));
        Assert.Equal(0, spool.Buffer.Account.Dropped);
    }

    [Fact]
    public void Full_spool_drops_records_until_it_is_drained()
    {
        var spool = _scenario.Open();
        var kept = 0;
        while (Write(spool, DamageScenario.Record(0), RecordLevel.Error))
            kept++;

        Assert.InRange(kept, 28, 32); // seven to eight segments of four
        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.QueueFull]);
        Assert.Equal(kept * DamageScenario.RecordBytes, Drain(spool).Length);
        Assert.True(Write(spool, DamageScenario.Record(0), RecordLevel.Verbose));
        Assert.Empty(spool.Buffer.TakeNotices()); // The pipeline reports these drops.
    }

    [Theory]
    [InlineData(RecordLevel.Verbose, 0.70)]
    [InlineData(RecordLevel.Debug, 0.70)]
    [InlineData(RecordLevel.Information, 0.85)]
    [InlineData(RecordLevel.Warning, 0.95)]
    public void Records_are_dropped_by_level_before_the_buffer_is_full(RecordLevel level, double share)
    {
        var spool = _scenario.Open();
        const int recordBytes = 100; // frames of 128 bytes, 31 a segment
        while (Write(spool, new string('x', recordBytes), level))
        {
        }

        var frames = spool.Buffer.Account.Pending * FrameFormat.FrameBytes(recordBytes + 1);
        var capacity = SpoolSettings.Of(_scenario.Options).CapacityBytes;
        Assert.InRange(frames, (share * capacity) - 4 * 1024, share * capacity);
        Assert.True(Write(spool, new string('x', recordBytes), RecordLevel.Fatal));
    }

    [Fact]
    public void Surplus_segments_are_deleted()
    {
        var spool = _scenario.Open();
        while (Write(spool, DamageScenario.Record(0), RecordLevel.Error))
        {
        }

        Assert.InRange(_scenario.SegmentPaths.Count, 7, 8);
        Drain(spool);

        Assert.InRange(_scenario.SegmentPaths.Count, 1, 4);
    }

    [Fact]
    public void Delivered_segments_are_reused()
    {
        var files = new ObservedFileSystem();
        _scenario.Files = files;
        var spool = _scenario.Open();
        for (var number = 0; number < 50 * DamageScenario.RecordsPerSegment; number++)
        {
            Write(spool, DamageScenario.Record(0), RecordLevel.Error);
            Drain(spool);
        }

        Assert.InRange(files.CountOf("Create", ".segment"), 1, 4);
    }

    [Fact]
    public void Record_larger_than_a_segment_is_dropped()
    {
        var spool = _scenario.Open();
        Write(spool, "before\n");

        Assert.False(Write(spool, new string('x', 5000), RecordLevel.Fatal));

        Assert.Equal(1, spool.Buffer.Account.DroppedByReason[(int)DropReason.RecordTooLarge]);
        Assert.True(Write(spool, "after\n"));
        Assert.Equal("before\nafter\n", Drain(spool));
        Assert.Empty(spool.Buffer.TakeNotices());
    }

    [Theory]
    [InlineData(4096 - 24 - 8 - 1, true)] // with the line feed that is added, and the next commit word
    [InlineData(4096 - 24 - 8, false)]
    public void Largest_record_fills_a_segment(int lengthBytes, bool isKept)
    {
        var spool = _scenario.Open();

        Assert.Equal(isKept, Write(spool, new string('x', lengthBytes), RecordLevel.Fatal));

        Assert.Equal(isKept ? lengthBytes + 1 : 0, Drain(spool).Length);
    }

    [Fact]
    public async Task Call_waits_until_an_acknowledgement_makes_room()
    {
        _scenario.Options.QueueFullMode = QueueFullMode.Wait;
        var spool = _scenario.Open();
        var caller = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var kept = 0;
            while (kept < 100 && Write(spool, DamageScenario.Record(kept % 12)))
                kept++;
            caller.SetResult(kept);
        })
        { IsBackground = true };
        thread.Start();

        var text = "";
        while (!caller.Task.IsCompleted)
        {
            await spool.Buffer.WaitForRecordsAsync(1).WithDeadline("records");
            text += Drain(spool);
            if (text.Count(c => c == '\n') == 100)
                break;
        }

        Assert.Equal(100, await caller.Task.WithDeadline("the caller"));
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => DamageScenario.Record(i % 12))), text + Drain(spool));
        Assert.Equal(0, spool.Buffer.Account.Dropped);
    }

    [Fact]
    public void Spool_shrinks_when_the_limit_is_smaller_now()
    {
        var spool = _scenario.Open();
        var count = 0;
        while (Write(spool, DamageScenario.Record(count % 12), RecordLevel.Error))
            count++;
        _scenario.Die(spool);
        _scenario.Options.BufferSizeLimitBytes = 3 * DamageScenario.SegmentBytes;

        var smaller = _scenario.Open();

        Assert.False(Write(smaller, DamageScenario.Record(0), RecordLevel.Error));
        Assert.Equal(count * DamageScenario.RecordBytes, Drain(smaller).Length);
        Assert.True(Write(smaller, DamageScenario.Record(0), RecordLevel.Error));
        Assert.InRange(_scenario.SegmentPaths.Count, 1, 3);
    }

    [Fact]
    public void Segments_of_another_size_are_delivered_and_not_reused()
    {
        var spool = _scenario.Open();
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        _scenario.Die(spool);
        _scenario.Options.BufferSizeLimitBytes *= 4;

        var larger = _scenario.Open();
        for (var number = 0; number < 12; number++)
            Write(larger, DamageScenario.Record(number), RecordLevel.Error);

        Assert.Equal(24 * DamageScenario.RecordBytes, Drain(larger).Length);
        Write(larger, DamageScenario.Record(0), RecordLevel.Error);
        Drain(larger);
        Assert.All(_scenario.SegmentPaths, path => Assert.Equal(2 * DamageScenario.SegmentBytes, new FileInfo(path).Length));
    }
}
