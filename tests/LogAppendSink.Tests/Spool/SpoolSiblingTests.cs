using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>Processes that share one <c>BufferPath</c>; here runs that are open at the same time, which the lock tells apart as well.</summary>
public sealed class SpoolSiblingTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    private string[] Directories => [.. Directory.GetDirectories(_scenario.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_second_gets_a_sibling_of_its_own_and_says_so()
    {
        var first = _scenario.Open();

        var second = _scenario.Open();
        Write(first, "first\n");
        Write(second, "second\n");

        Assert.Equal(["spool-001", "spool-002"], Directories);
        Assert.Empty(first.Buffer.TakeNotices());
        var notice = Assert.Single(second.Buffer.TakeNotices());
        Assert.Equal(
            (DeliveryNoticeKind.SpoolUnavailable, $"Another process uses the spool in '{_scenario.Root}', so this process uses 'spool-002' next to it."),
            (notice.Kind, notice.Message));
        Assert.Equal(("first\n", "second\n"), (Drain(first), Drain(second)));
    }

    [Fact]
    public void Every_further_one_gets_the_next()
    {
        for (var count = 0; count < 4; count++)
            _scenario.Open();

        Assert.Equal(["spool-001", "spool-002", "spool-003", "spool-004"], Directories);
    }

    [Fact]
    public void A_spool_whose_process_is_no_more_is_taken_first()
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
    public void What_siblings_left_behind_is_adopted()
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
        Assert.All(orphans, orphan => Assert.Contains(orphan.Buffer.TakeNotices(), notice => notice.Kind == DeliveryNoticeKind.EventsRecovered));
    }

    [Fact]
    public void What_is_told_of_an_orphan_names_it()
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
    public void Nothing_new_comes_into_an_orphan()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);

        var orphan = _scenario.OpenWithOrphans().Orphans[0];

        Assert.False(Write(orphan, "new\n"));
    }

    [Fact]
    public void A_sibling_that_lives_is_left_alone()
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
    public void Two_starts_at_a_time_adopt_an_orphan_once()
    {
        var spools = Enumerable.Range(0, 3).Select(_ => _scenario.Open()).ToList();
        Write(spools[2], "left\n");
        spools.ForEach(_scenario.Die);

        var one = _scenario.OpenWithOrphans();
        var other = _scenario.OpenWithOrphans();

        Assert.Equal((1, 0), (one.Orphans.Count, other.Orphans.Count));
    }

    [Fact]
    public void Of_an_orphan_that_is_delivered_its_lock_and_checkpoint_are_left()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);
        var orphan = _scenario.OpenWithOrphans().Orphans[0];
        Drain(orphan);

        orphan.DisposeAndEmpty();

        Assert.Equal(["checkpoint", "lock"], Directory.GetFileSystemEntries(Path.Combine(_scenario.Root, "spool-002")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Empty(_scenario.OpenWithOrphans().Orphans);
    }

    [Fact]
    public void An_orphan_without_events_goes_at_once()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "delivered\n");
        Drain(second);
        _scenario.Die(first);
        _scenario.Die(second);

        Assert.Empty(_scenario.OpenWithOrphans().Orphans);

        Assert.Equal(["checkpoint", "lock"], Directory.GetFileSystemEntries(Path.Combine(_scenario.Root, "spool-002")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("TryLock", "lock", 3)] // A lock that was taken is tried once more.
    [InlineData("Open", "checkpoint", 2)]
    public void An_orphan_that_cannot_be_opened_is_told_and_stays_and_stops_no_other(string operation, string name, int refusedCall)
    {
        var spools = Enumerable.Range(0, 3).Select(_ => _scenario.Open()).ToList();
        Write(spools[1], "of the second\n");
        Write(spools[2], "of the third\n");
        spools.ForEach(_scenario.Die);
        var files = new ObservedFileSystem();
        var asked = 0;
        files.Refusal = call => call.Operation == operation && call.Name == name && ++asked == refusedCall ? ObservedFileSystem.NoPermission() : null;
        _scenario.Files = files;

        var (spool, orphans) = _scenario.OpenWithOrphans();

        Assert.Equal("of the third\n", Drain(Assert.Single(orphans)));
        Assert.Equal(
            $"The orphaned spool 'spool-002' in '{_scenario.Root}' cannot be opened (UnauthorizedAccessException: Permission denied). Its events stay there, and opening it is retried. Check its permissions and the disk.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);
    }

    [Fact]
    public void Where_files_cannot_be_locked_no_spool_is_opened()
    {
        _scenario.Files = new LocklessFileSystem();

        Assert.Null(_scenario.TryOpen(out var refusals));

        Assert.Contains("cannot be locked, so several processes could use them. Set BufferPath to a local disk.", Assert.Single(refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_directories_and_files_there_are_nobodys_business()
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
