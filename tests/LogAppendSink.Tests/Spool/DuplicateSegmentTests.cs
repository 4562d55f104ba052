using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class DuplicateSegmentTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Theory]
    [InlineData(0, "000009.segment")]
    [InlineData(1, "000009.segment")]
    [InlineData(3, "000009.segment")]
    [InlineData(0, "{0} (copy).segment")]
    [InlineData(3, "{0} (copy).segment")]
    [InlineData(3, "copy of {0}.segment")]
    public void Copied_segment_is_moved_aside_and_no_record_is_repeated(int segment, string copyName)
    {
        var path = _damage.SegmentPaths[segment];
        var name = string.Format(System.Globalization.CultureInfo.InvariantCulture, copyName, Path.GetFileNameWithoutExtension(path));
        File.Copy(path, Path.Combine(_damage.Scenario.Directory, name));

        var outcome = _damage.AssertLost();

        // If both are identical, either may be reported as the copy.
        var aside = Assert.Single(outcome.Kept);
        var other = aside == name ? Path.GetFileName(path) : name;
        Assert.Equal(
            [$"'{aside}' in the spool 'SPOOL' begins with the same record as '{other}', of which it is a copy. Kept as "
                + $"'damaged/{aside}'. The rest is delivered."],
            outcome.Notices);
    }

    [Fact]
    public void Shorter_copy_is_moved_aside()
    {
        var path = _damage.SegmentPaths[^1];
        var copy = Path.Combine(_damage.Scenario.Directory, Path.GetFileNameWithoutExtension(path) + " (copy).segment");
        File.Copy(path, copy);
        DamageScenario.Change(copy, bytes => bytes.AsSpan(DamageScenario.FrameAt(14), 200).Clear());

        _damage.AssertLost();
    }

    [Fact]
    public void Copy_of_a_delivered_segment_is_not_delivered()
    {
        using var damage = new DamageScenario(deliveredCount: 0);
        var path = damage.SegmentPaths[0];
        var copy = damage.LeftIn(path);
        var spool = damage.Scenario.Open();
        SpoolScenario.Drain(spool);
        damage.Scenario.Die(spool);
        File.WriteAllBytes(Path.Combine(damage.Scenario.Directory, "000099.segment"), copy);

        var next = damage.Scenario.Open();

        Assert.Equal((0L, ""), (next.Buffer.Account.Accepted, SpoolScenario.Drain(next)));
    }
}
