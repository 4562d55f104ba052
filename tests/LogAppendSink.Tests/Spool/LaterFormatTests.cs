using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class LaterFormatTests : IDisposable
{
    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Fact]
    public void Segment_of_a_later_format_is_left_unchanged_and_the_next_spool_is_used()
    {
        var path = _damage.SegmentPaths[2];
        DamageScenario.Change(path, bytes => LaterFormat.Make(bytes, checksumAt: 48));
        var left = _damage.Scenario.SegmentPaths.ToDictionary(path => path, File.ReadAllBytes);

        var spool = _damage.Scenario.Open();
        Write(spool, "mine\n");

        var notice = Assert.Single(spool.Buffer.TakeNotices());
        Assert.Equal(DeliveryNoticeKind.SpoolUnavailable, notice.Kind);
        Assert.Equal(
            $"'{path}' has spool format 2; this release knows up to 1. Deliver its events with the release that wrote it, or "
                + "update this one.",
            notice.Message);
        Assert.Equal("mine\n", Drain(spool));
        Assert.True(Directory.Exists(Path.Combine(_damage.Scenario.Root, "spool-002")));
        Assert.Equal(left, _damage.Scenario.SegmentPaths.ToDictionary(path => path, File.ReadAllBytes));
    }

    [Fact]
    public void Bit_flip_in_the_version_is_damage_and_not_a_later_format()
    {
        DamageScenario.Flip(_damage.SegmentPaths[2], position: 8, bit: 1); // The checksum is wrong.

        _damage.AssertLost();
    }

    [Fact]
    public void Spool_of_a_later_format_is_not_adopted()
    {
        DamageScenario.Change(_damage.SegmentPaths[2], bytes => LaterFormat.Make(bytes, checksumAt: 48));

        Assert.Empty(_damage.Scenario.OpenWithOrphans().Orphans);
    }
}
