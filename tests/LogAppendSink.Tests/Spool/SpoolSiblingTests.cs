using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>Processes with the same <c>BufferPath</c>, simulated by runs that are open at the same time.</summary>
public sealed class SpoolSiblingTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    private string[] Directories =>
        [.. Directory.GetDirectories(_scenario.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Second_process_reports_that_it_uses_another_spool()
    {
        var first = _scenario.Open();

        var second = _scenario.Open();
        Write(first, "first\n");
        Write(second, "second\n");

        Assert.Equal(["spool-001", "spool-002"], Directories);
        Assert.Empty(first.Buffer.TakeNotices());
        var notice = Assert.Single(second.Buffer.TakeNotices());
        Assert.Equal(
            (DeliveryNoticeKind.SpoolUnavailable, $"Another process uses the spool in '{_scenario.Root}', so this process "
                + "uses 'spool-002' next to it."),
            (notice.Kind, notice.Message));
        Assert.Equal(("first\n", "second\n"), (Drain(first), Drain(second)));
    }

    [Fact]
    public void Each_further_process_uses_the_next_spool()
    {
        for (var count = 0; count < 4; count++)
            _scenario.Open();

        Assert.Equal(["spool-001", "spool-002", "spool-003", "spool-004"], Directories);
    }

    [Fact]
    public void Spool_of_an_ended_process_is_used_first()
    {
        var first = _scenario.Open();
        _scenario.Open();
        Write(first, "left\n");
        _scenario.Die(first);

        var third = _scenario.Open();

        Assert.Equal("left\n", Drain(third));
        Assert.Equal(["spool-001", "spool-002"], Directories);
    }

    [Fact]
    public void Orphaned_spools_are_adopted()
    {
        var first = _scenario.Open();
        var second = _scenario.Open();
        var third = _scenario.Open();
        Write(second, "of the second\n");
        Write(third, "of the third\n");
        foreach (var spool in new[] { first, second, third })
            _scenario.Die(spool);

        var (_, orphans) = _scenario.OpenWithOrphans();

        Assert.Equal(["of the second\n", "of the third\n"], orphans.Select(Drain));
        Assert.All(
            orphans,
            orphan => Assert.Contains(orphan.Buffer.TakeNotices(), notice => notice.Kind == DeliveryNoticeKind.EventsRecovered));
    }

    [Fact]
    public void Notice_about_an_orphan_names_it()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);

        var (_, orphans) = _scenario.OpenWithOrphans();

        Assert.Equal(
            $"1 events of an earlier run are in the spool '{Path.Combine(_scenario.Root, "spool-002")}' and are delivered now.",
            Assert.Single(orphans[0].Buffer.TakeNotices()).Message);
    }

    [Fact]
    public void Orphan_accepts_no_new_records()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);

        var orphan = _scenario.OpenWithOrphans().Orphans[0];

        Assert.False(Write(orphan, "new\n"));
    }

    [Fact]
    public void Spool_of_a_running_process_is_not_adopted()
    {
        var first = _scenario.Open();
        var second = _scenario.Open();
        Write(second, "mine\n");
        _scenario.Die(first);

        var (_, orphans) = _scenario.OpenWithOrphans();

        Assert.Empty(orphans);
        Assert.Equal("mine\n", Drain(second));
    }

    [Fact]
    public void Orphan_is_adopted_once_by_two_concurrent_starts()
    {
        var spools = Enumerable.Range(0, 3).Select(_ => _scenario.Open()).ToList();
        Write(spools[2], "left\n");
        spools.ForEach(_scenario.Die);

        var one = _scenario.OpenWithOrphans();
        var other = _scenario.OpenWithOrphans();

        Assert.Equal((1, 0), (one.Orphans.Count, other.Orphans.Count));
    }

    [Fact]
    public void Lock_and_checkpoint_of_a_delivered_orphan_are_kept()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);
        var orphan = _scenario.OpenWithOrphans().Orphans[0];
        Drain(orphan);

        orphan.DisposeAndEmpty();

        Assert.Equal(
            ["checkpoint", "lock"],
            Directory.GetFileSystemEntries(Path.Combine(_scenario.Root, "spool-002"))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal));
        Assert.Empty(_scenario.OpenWithOrphans().Orphans);
    }

    [Fact]
    public void Orphan_without_events_is_emptied_at_once()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "delivered\n");
        Drain(second);
        _scenario.Die(first);
        _scenario.Die(second);

        Assert.Empty(_scenario.OpenWithOrphans().Orphans);

        Assert.Equal(
            ["checkpoint", "lock"],
            Directory.GetFileSystemEntries(Path.Combine(_scenario.Root, "spool-002"))
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("TryLock", "lock", 3)] // A lock that was taken is tried once more.
    [InlineData("Open", "checkpoint", 2)]
    public void Orphan_that_cannot_be_opened_is_reported_and_others_are_adopted(string operation, string name, int refusedCall)
    {
        var spools = Enumerable.Range(0, 3).Select(_ => _scenario.Open()).ToList();
        Write(spools[1], "of the second\n");
        Write(spools[2], "of the third\n");
        spools.ForEach(_scenario.Die);
        var files = new ObservedFileSystem();
        var calls = 0;
        files.Refusal = call => call.Operation == operation && call.Name == name && ++calls == refusedCall
            ? ObservedFileSystem.NoPermission()
            : null;
        _scenario.Files = files;

        var (spool, orphans) = _scenario.OpenWithOrphans();

        Assert.Equal("of the third\n", Drain(Assert.Single(orphans)));
        Assert.Equal(
            $"The orphaned spool 'spool-002' in '{_scenario.Root}' cannot be opened (UnauthorizedAccessException: Permission "
                + "denied). Its events stay there, and opening it is retried. Check its permissions and the disk.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);
    }

    [Fact]
    public void No_spool_is_opened_when_files_cannot_be_locked()
    {
        _scenario.Files = new LocklessFileSystem();

        Assert.Null(_scenario.TryOpen(out var refusals));

        Assert.Contains(
            "cannot be locked, so several processes could use them. Set BufferPath to a local disk.",
            Assert.Single(refusals).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Other_directories_and_files_are_ignored()
    {
        Directory.CreateDirectory(Path.Combine(_scenario.Root, "mine"));
        File.WriteAllText(Path.Combine(_scenario.Root, "mine", "000001.segment"), "mine");
        File.WriteAllText(Path.Combine(_scenario.Root, "spool-002"), "a file");

        var (spool, orphans) = _scenario.OpenWithOrphans();

        Assert.Empty(orphans);
        Assert.True(Write(spool, "one\n"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_scenario.Root, "mine", "000001.segment")));
    }
}
