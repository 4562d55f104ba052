using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class DestroyedHeaderTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // as a page that was never written
    public void Segment_without_headers_is_moved_aside_and_its_records_are_counted(bool isZeroed)
    {
        var path = _damage.SegmentPaths[1];
        DamageScenario.Change(path, bytes =>
        {
            foreach (var page in new[] { 0, 2 })
                bytes.AsSpan(page * SegmentFormat.PageBytes, SegmentFormat.PageBytes).Fill(isZeroed ? (byte)0 : (byte)0xA5);
        });

        var outcome = _damage.AssertLost(4, 5, 6, 7);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [
                $"'{name}' in the spool 'SPOOL' has no readable header, neither at its beginning nor at its end. Kept as "
                    + $"'damaged/{name}'. The rest is delivered.",
                $"4 events are missing after position 8160 of '{Path.GetFileName(_damage.SegmentPaths[0])}' in the spool "
                    + "'SPOOL'. The rest is delivered.",
            ],
            outcome.Notices);
        Assert.Equal([name], outcome.Kept);
    }

    [Fact]
    public void Last_segment_without_headers_is_reported_without_a_count()
    {
        var path = _damage.SegmentPaths[^1];
        DamageScenario.ZeroPage(path, 0);
        DamageScenario.ZeroPage(path, 2);

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(12, 13, 14, 15, 16), outcome.Delivered);
        Assert.Single(outcome.Notices);
        Assert.Equal([Path.GetFileName(path)], outcome.Kept);
    }

    [Fact]
    public void Segment_of_zeros_is_deleted()
    {
        var path = Path.Combine(_damage.Scenario.Directory, "000050.segment");
        File.WriteAllBytes(path, new byte[DamageScenario.SegmentBytes]);

        var outcome = _damage.AssertLost();

        Assert.Empty(outcome.Notices);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Unknown_file_is_left_unchanged()
    {
        var path = Path.Combine(_damage.Scenario.Directory, "notes.txt");
        File.WriteAllText(path, "mine");

        _damage.AssertLost();

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Directory_named_like_a_segment_is_ignored()
    {
        Directory.CreateDirectory(Path.Combine(_damage.Scenario.Directory, "000050.segment"));

        _damage.AssertLost();
    }
}
