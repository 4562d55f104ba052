using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolRefusalTests : IDisposable
{
    private readonly ObservedFileSystem _files = new();
    private readonly SpoolScenario _scenario;

    public SpoolRefusalTests()
    {
        _scenario = new SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
        })
        { Files = _files };
    }

    public void Dispose() => _scenario.Dispose();

    public static TheoryData<string, string> FirstSteps() => new()
    {
        { "FullPath", "" }, // The current directory was deleted.
        { "CreateDirectory", "" },
        { "TryLock", "lock" },
        { "ListFiles", "" },
        { "Create", "checkpoint" },
        { "Write", "checkpoint" },
        { "Create", ".segment" },
        { "Map", ".segment" },
    };

    [Theory]
    [MemberData(nameof(FirstSteps))]
    public void No_spool_is_opened_when_the_disk_fails(string operation, string name)
    {
        foreach (
            var refusal in new[] { ObservedFileSystem.NoPermission(), ObservedFileSystem.ReadOnlyDisk(), ObservedFileSystem.DiskFull() })
        {
            _files.Refusal = call => call.Operation == operation && call.Name.EndsWith(name, StringComparison.Ordinal) ? refusal : null;

            Assert.Null(_scenario.TryOpen(out var notices));

            var notice = Assert.Single(notices);
            Assert.Equal(DeliveryNoticeKind.SpoolUnavailable, notice.Kind);
            Assert.StartsWith($"The spool in '{_scenario.Root}' (BufferPath) cannot be opened (", notice.Message, StringComparison.Ordinal);
            Assert.EndsWith(
                "Events are buffered in memory until the next start; those in the spool stay there. Check the path, its "
                    + "permissions and the disk space.",
                notice.Message,
                StringComparison.Ordinal);
        }

        // The failed attempts do not affect the next start.
        _files.Refusal = _ => null;
        Write(_scenario.Open(), "one\n");
    }

    [Fact]
    public void Error_of_the_disk_is_reported()
    {
        var refusal = ObservedFileSystem.NoPermission();
        _files.Refusal = call => call.Operation == "TryLock" ? refusal : null;

        _scenario.TryOpen(out var notices);

        Assert.Contains("cannot be opened (UnauthorizedAccessException: Permission denied).", notices[0].Message, StringComparison.Ordinal);
        Assert.Same(refusal, notices[0].Exception);
    }

    [Fact]
    public void Spool_with_events_is_delivered_from_a_full_disk()
    {
        var spool = _scenario.Open();
        for (var number = 0; number < 10; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        _scenario.Die(spool);
        _files.Refusal = call => call.Operation == "Create" ? ObservedFileSystem.DiskFull() : null;

        var next = _scenario.Open();

        Assert.Equal(string.Concat(Enumerable.Range(0, 10).Select(DamageScenario.Record)), Drain(next));
        Assert.True(Write(next, "new\n")); // In a reused segment.
    }

    [Fact]
    public void Full_disk_is_reported_once_and_drops_are_counted()
    {
        var spool = _scenario.Open();
        _files.Refusal = call => call.Operation == "Create" ? ObservedFileSystem.DiskFull() : null;
        _files.Forget();

        var kept = 0;
        for (var number = 0; number < 100; number++)
            kept += Write(spool, DamageScenario.Record(number % 8), RecordLevel.Error) ? 1 : 0;

        var account = spool.Buffer.Account;
        Assert.InRange(kept, 4, 12); // In the segments created before.
        Assert.Equal(
            (100L, kept, 100L - kept),
            (account.Accepted, account.Pending, account.DroppedByReason[(int)DropReason.SpoolUnavailable]));
        Assert.InRange(_files.CountOf("Create", ".segment"), 1, 2); // Not retried for each event.
        var notice = Assert.Single(spool.Buffer.TakeNotices());
        Assert.Equal(
            $"The spool in '{_scenario.Directory}' cannot grow. Events that do not fit are dropped, or wait for room with "
                + "QueueFullMode.Wait. (IOException: No space left on device) Free disk space, or fix the directory "
                    + "BufferPath and its permissions.",
            notice.Message);

        _files.Refusal = _ => null;
        _scenario.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Write(spool, "new\n", RecordLevel.Error));
        Assert.Equal("The spool works again.", Assert.Single(spool.Buffer.TakeNotices()).Message);
        Assert.EndsWith("new\n", Drain(spool), StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_continues_when_the_checkpoint_cannot_be_written()
    {
        var spool = _scenario.Open();
        _files.Refusal = call => call is { Operation: "Write", Name: "checkpoint" } ? ObservedFileSystem.ReadOnlyDisk() : null;
        for (var round = 0; round < 3; round++)
        {
            Write(spool, "record\n");
            var batch = spool.Buffer.TakeBatch(NoLimits)!;
            spool.Buffer.Note(IntentOf(batch));
            spool.Buffer.Acknowledge(batch);
        }

        Assert.Equal((3L, 0L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Pending));
        Assert.Equal(
            "The spool's checkpoint cannot be written; delivery continues, but events may be stored twice if the process "
                + "dies. (IOException: Read-only file system) Free disk space, or fix the directory BufferPath and its permissions.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);

        _files.Refusal = _ => null;
        Write(spool, "record\n");
        Drain(spool);
        Assert.Equal("The spool works again.", Assert.Single(spool.Buffer.TakeNotices()).Message);
        _scenario.Die(spool);
        Assert.Equal(0, _scenario.Open().Buffer.Account.Pending);
    }

    [Fact]
    public void No_segment_is_reused_while_the_checkpoint_cannot_be_written()
    {
        var spool = _scenario.Open();
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        _files.Refusal = call => call is { Operation: "Write", Name: "checkpoint" } ? ObservedFileSystem.ReadOnlyDisk() : null;
        Drain(spool);
        for (var number = 0; number < 12; number++)
            Write(spool, "after\n", RecordLevel.Error);
        _scenario.Die(spool);
        _files.Refusal = _ => null;

        var next = _scenario.Open();

        // Records are repeated, but none is missing.
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 12).Select(DamageScenario.Record)) + string.Concat(Enumerable.Repeat("after\n", 12)),
            Drain(next));
        Assert.Equal(0, next.Buffer.Account.Dropped);
    }

    [Fact]
    public void Failing_flush_of_segments_is_reported_once()
    {
        var spool = _scenario.Open();
        _files.Refusal = call => call.Operation == "Flush" && call.Name.EndsWith(".segment", StringComparison.Ordinal)
            ? new IOException("Input/output error", 5)
            : null;
        for (var round = 0; round < 3; round++)
        {
            Assert.True(Write(spool, "record\n"));
            _scenario.Time.Advance(_scenario.Options.BufferFlushInterval);
        }

        Assert.Equal(
            "The spool cannot be flushed to disk; its events survive the end of the process, but not a power loss. "
                + "(IOException: Input/output error) Free disk space, or fix the directory BufferPath and its permissions.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);

        _files.Refusal = _ => null;
        Write(spool, "record\n");
        _scenario.Time.Advance(_scenario.Options.BufferFlushInterval);
        Assert.Equal("The spool works again.", Assert.Single(spool.Buffer.TakeNotices()).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Forbidden_segment_is_reported_counted_and_moved_aside(int segment)
    {
        using var damage = new DamageScenario();
        var path = damage.SegmentPaths[segment];
        var name = Path.GetFileName(path);
        damage.Scenario.Files = _files;
        _files.Refusal = call => call.Operation == "Open" && call.Name == name ? ObservedFileSystem.NoPermission() : null;

        var spool = damage.Scenario.Open();
        var text = Drain(spool);

        Assert.Equal(damage.RecordsBut(segment == 3 ? [12, 13, 14, 15, 16] : [.. Enumerable.Range(segment * 4, 4)]), text);
        Assert.Equal(
            (segment == 3 ? 0 : 4, 0L),
            (spool.Buffer.Account.DroppedByReason[(int)DropReason.SpoolDamaged], spool.Buffer.Account.Pending));
        Assert.Contains(
            spool.Buffer.TakeNotices(),
            notice => notice.Message == $"'{name}' in the spool '{damage.Scenario.Directory}' cannot be opened "
                + $"(UnauthorizedAccessException: Permission denied). Kept as 'damaged/{name}'. The rest is delivered.");
        Assert.False(File.Exists(path)); // Its record numbers may be used again.
        Assert.True(Write(spool, "new\n"));
        Assert.Equal("new\n", Drain(spool));
    }

    [Fact]
    public void Spool_is_left_unchanged_when_it_cannot_be_opened()
    {
        using var damage = new DamageScenario();
        damage.Scenario.Files = _files;
        _files.Refusal = call => call.Operation == "Open" && call.Name.EndsWith(".segment", StringComparison.Ordinal)
            ? new IOException("Too many open files")
            : null;

        Assert.Null(damage.Scenario.TryOpen(out var refusals));

        Assert.Contains("Too many open files", Assert.Single(refusals).Message, StringComparison.Ordinal);
        _files.Refusal = _ => null;
        Assert.Equal(damage.RecordsBut([]), Drain(damage.Scenario.Open()));
    }

    [Fact]
    public void No_record_is_lost_when_reading_fails_temporarily()
    {
        using var damage = new DamageScenario();
        damage.Scenario.Files = _files;
        var spool = damage.Scenario.Open();
        _files.Refusal = call => call is { Operation: "Open", Name: "000002.segment" } ? new IOException("Too many open files") : null;

        for (var time = 0; time < 5; time++)
            Assert.Throws<BufferUnreadableException>(() => spool.Buffer.TakeBatch(NoLimits));
        Assert.Equal((17L, 0L), (spool.Buffer.Account.Pending, spool.Buffer.Account.Dropped));
        Assert.Contains(
            spool.Buffer.TakeNotices(),
            notice => notice.Message.StartsWith("The spool cannot be read; its events stay on disk", StringComparison.Ordinal));

        _files.Refusal = _ => null;
        Assert.Equal(damage.RecordsBut([]), Drain(spool));
        Assert.Equal((0L, 0L), (spool.Buffer.Account.Pending, spool.Buffer.Account.Dropped));
    }

    [Fact]
    public void Segment_is_moved_aside_and_counted_when_reading_fails_repeatedly()
    {
        using var damage = new DamageScenario();
        damage.Scenario.Files = _files;
        var spool = damage.Scenario.Open();
        _files.Refusal = call => call is { Operation: "Open", Name: "000002.segment" } ? new IOException("Input/output error") : null;

        for (var time = 0; time < FrameReader.ReadFailuresMax - 1; time++)
            Assert.Throws<BufferUnreadableException>(() => spool.Buffer.TakeBatch(NoLimits));

        Assert.Equal(damage.RecordsBut(4, 5, 6, 7), Drain(spool));
        Assert.Equal((0L, 4L), (spool.Buffer.Account.Pending, spool.Buffer.Account.DroppedByReason[(int)DropReason.SpoolDamaged]));
        Assert.Equal("000002.segment", Path.GetFileName(Assert.Single(damage.Scenario.DamagedPaths)));
    }

    [Fact]
    public void Name_of_a_forbidden_segment_is_not_reused()
    {
        using var damage = new DamageScenario();
        foreach (var spare in damage.Scenario.SegmentPaths.Except(damage.SegmentPaths))
            File.Delete(spare);
        damage.Scenario.Files = _files;
        _files.Refusal = call => call is { Operation: "Open", Name: "000004.segment" } ? ObservedFileSystem.NoPermission() : null;

        var spool = damage.Scenario.Open();

        Assert.True(Write(spool, "new\n"));
        Assert.EndsWith("new\n", Drain(spool), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_reported_when_its_bytes_cannot_be_kept()
    {
        using var damage = new DamageScenario();
        DamageScenario.Flip(damage.SegmentPaths[1], DamageScenario.FrameAt(5) + 100);
        damage.Scenario.Files = _files;
        _files.Refusal = call => call is { Operation: "CreateDirectory", Name: DamageReporter.DirectoryName }
            ? ObservedFileSystem.DiskFull()
            : null;

        var outcome = damage.AssertLost(5);

        Assert.EndsWith(
            "are damaged; 1 event is lost with them. The rest is delivered.",
            Assert.Single(outcome.Notices),
            StringComparison.Ordinal);
        Assert.Empty(outcome.Kept);
    }

    [Fact]
    public void Damaged_bytes_of_the_same_position_are_kept_in_separate_files()
    {
        using var damage = new DamageScenario();
        for (var run = 0; run < 3; run++)
        {
            damage.Restore();
            Directory.CreateDirectory(Path.Combine(damage.Scenario.Directory, DamageReporter.DirectoryName));
            foreach (var i in Enumerable.Range(0, run))
            {
                var name = "000002.segment.5112" + (i == 0 ? "" : $".{i + 1}");
                File.WriteAllText(Path.Combine(damage.Scenario.Directory, DamageReporter.DirectoryName, name), "earlier");
            }
            DamageScenario.Flip(damage.SegmentPaths[1], DamageScenario.FrameAt(5) + 100);

            var outcome = damage.AssertLost(5);

            Assert.Equal(run + 1, outcome.Kept.Count);
        }
    }
}
