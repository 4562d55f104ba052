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
    public void A_segment_without_any_header_is_set_aside_and_its_records_counted(bool isZeroed)
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
                $"'{name}' in the spool 'SPOOL' has no readable header, neither at its beginning nor at its end. Kept as 'damaged/{name}'. The rest is delivered.",
                $"4 events are missing after position 8160 of '{Path.GetFileName(_damage.SegmentPaths[0])}' in the spool 'SPOOL'. The rest is delivered.",
            ],
            outcome.Notices);
        Assert.Equal([name], outcome.Kept);
    }

    [Fact]
    public void Of_the_last_segment_it_is_told_though_nobody_knows_what_it_held()
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
    public void A_file_of_zeros_was_being_made_when_its_process_died_and_goes()
    {
        var path = Path.Combine(_damage.Scenario.Directory, "000050.segment");
        File.WriteAllBytes(path, new byte[DamageScenario.SegmentBytes]);

        var outcome = _damage.AssertLost();

        Assert.Empty(outcome.Notices);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_file_of_somebody_else_is_left_alone()
    {
        var path = Path.Combine(_damage.Scenario.Directory, "notes.txt");
        File.WriteAllText(path, "mine");

        _damage.AssertLost();

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_directory_with_a_segments_name_stops_nothing()
    {
        Directory.CreateDirectory(Path.Combine(_damage.Scenario.Directory, "000050.segment"));

        _damage.AssertLost();
    }
}
