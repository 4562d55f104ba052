using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>An orphan that cannot be opened is retried. It is reported once, and its files are closed.</summary>
public sealed class SpoolOrphanRetryTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();
    private readonly ObservedFileSystem _files = new();

    public SpoolOrphanRetryTests() => _scenario.Files = _files;

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData("TryLock", "lock", 1)]
    [InlineData("TryLock", "lock", 2)] // A lock that was taken is tried once more.
    [InlineData("Open", "checkpoint", 1)]
    [InlineData("Map", ".segment", 1)]
    public void Orphan_is_reported_once_when_the_disk_fails_and_adopted_when_it_works(string operation, string name, int refusedCall)
    {
        var (opener, spool) = LeaveAndOpen();
        var calls = 0;
        var isRefused = true;
        _files.Refusal = call =>
            isRefused && call.Operation == operation && call.Name.EndsWith(name, StringComparison.Ordinal) && ++calls >= refusedCall
                ? ObservedFileSystem.NoPermission()
                : null;
        var openFiles = _files.OpenFiles;

        for (var search = 0; search < 5; search++)
        {
            calls = 0;
            Assert.Empty(opener.OpenOrphans(spool.Notices, [spool]));
        }

        Assert.Equal(
            $"The orphaned spool 'spool-002' in '{_scenario.Root}' cannot be opened "
                + "(UnauthorizedAccessException: Permission denied). Its events stay there, and opening it is retried. Check "
                    + "its permissions and the disk.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);
        Assert.Equal(openFiles, _files.OpenFiles);

        isRefused = false;
        using var orphan = Assert.Single(opener.OpenOrphans(spool.Notices, [spool]));
        Assert.Equal("left\n", Drain(orphan));
    }

    [Fact]
    public void Orphan_is_reported_again_when_the_disk_fails_again()
    {
        var (opener, spool) = LeaveAndOpen();
        var isRefused = true;
        _files.Refusal = call => isRefused && call is { Operation: "Open", Name: "checkpoint" } ? ObservedFileSystem.NoPermission() : null;
        Assert.Empty(opener.OpenOrphans(spool.Notices, [spool]));
        isRefused = false;
        Assert.Single(opener.OpenOrphans(spool.Notices, [spool])).Dispose();
        isRefused = true;

        Assert.Empty(opener.OpenOrphans(spool.Notices, [spool]));

        Assert.Equal(2, spool.Buffer.TakeNotices().Count);
    }

    [Fact]
    public void Orphan_of_a_later_format_is_reported_once_and_left_unchanged()
    {
        var (opener, spool) = LeaveAndOpen();
        var path = Directory.GetFiles(Path.Combine(_scenario.Root, "spool-002"), "*.segment").Order(StringComparer.Ordinal).First();
        DamageScenario.Change(path, bytes => LaterFormat.Make(bytes, checksumAt: 48));

        for (var search = 0; search < 5; search++)
            Assert.Empty(opener.OpenOrphans(spool.Notices, [spool]));

        Assert.Equal(
            $"The orphaned spool 'spool-002' in '{_scenario.Root}' cannot be opened. '{path}' has spool format 2; "
                + "this release knows up to 1. Deliver its events with the release that wrote it, or update this one.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);
        Assert.Equal(1, _files.CountOf("Open", Path.GetFileName(path)));
    }

    [Fact]
    public void Append_that_cannot_be_set_aside_is_reported_once_and_leaves_no_files()
    {
        var first = _scenario.Open();
        Write(first, "in doubt\n");
        var batch = first.Buffer.TakeBatch(NoLimits)!;
        first.Buffer.Note(IntentOf(batch));
        _scenario.Die(first);
        var opener = new SpoolOpener(_scenario.Options, _scenario.Edges);
        using var spool = opener.TryOpen(out _)!;
        spool.Notices.Take();
        var isRefused = true;
        _files.Refusal = call => isRefused && call is { Operation: "Open", Name: "checkpoint" } ? ObservedFileSystem.DiskFull() : null;
        var openFiles = _files.OpenFiles;

        for (var search = 0; search < 3; search++)
            Assert.Null(opener.TrySetAside(spool.Buffer, spool.Notices));

        Assert.Single(spool.Buffer.TakeNotices());
        Assert.Empty(Directory.GetDirectories(_scenario.Root, "spool-aside-*").SelectMany(path => Directory.GetFiles(path, "*.segment")));
        Assert.Equal(openFiles, _files.OpenFiles);

        isRefused = false;
        var aside = opener.TrySetAside(spool.Buffer, spool.Notices);
        using var copy = aside!.Value.Copy;
        Assert.Equal(1, aside.Value.Count);
        Assert.Equal("spool-aside-001", Path.GetFileName(copy.Path));
    }

    /// <summary>Opens a spool next to an orphaned one.</summary>
    private (SpoolOpener Opener, OpenSpool Spool) LeaveAndOpen()
    {
        var (first, second) = (_scenario.Open(), _scenario.Open());
        Write(second, "left\n");
        _scenario.Die(first);
        _scenario.Die(second);
        var opener = new SpoolOpener(_scenario.Options, _scenario.Edges);
        var spool = opener.TryOpen(out _)!;
        _scenario.Own(spool);
        spool.Notices.Take();
        _files.Forget();
        return (opener, spool);
    }
}
