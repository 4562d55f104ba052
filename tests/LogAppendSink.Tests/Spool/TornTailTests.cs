using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class TornTailTests : IDisposable
{
    private const int Last = DamageScenario.RecordCount - 1;
    private const int FrameBytes = 56;

    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    [Fact]
    public void Uncommitted_frame_is_ignored_after_a_crash()
    {
        var path = _damage.SegmentPaths[^1];
        var frameAt = DamageScenario.FrameAt(Last);
        for (var writtenBytes = 8; writtenBytes <= FrameBytes; writtenBytes += 8)
        {
            _damage.Restore();
            DamageScenario.Change(path, bytes =>
            {
                // The commit word is written last.
                bytes.AsSpan(frameAt, 8).Clear();
                bytes.AsSpan(frameAt + writtenBytes, FrameBytes - writtenBytes).Clear();
            });

            var outcome = _damage.Recover();

            Assert.Equal(_damage.RecordsBut(Last), outcome.Delivered);
            Assert.Equal((0, Last), (outcome.Lost, outcome.Accepted));
            Assert.Empty(outcome.Notices);
            Assert.Empty(outcome.Kept);
        }
    }

    [Fact]
    public void Frame_cut_by_a_power_loss_is_counted_and_kept()
    {
        var path = _damage.SegmentPaths[^1];
        var frameAt = DamageScenario.FrameAt(Last);
        for (var cutAt = 16; cutAt < 48; cutAt += 8)
        {
            _damage.Restore();
            DamageScenario.Change(path, bytes => bytes.AsSpan(frameAt + cutAt, FrameBytes - cutAt).Clear());

            var outcome = _damage.AssertLost(Last);

            Assert.Equal(
                [$"{cutAt} bytes at {frameAt} of '{Path.GetFileName(path)}' in the spool 'SPOOL' are damaged; 1 event is lost "
                    + $"with them. Kept as 'damaged/{Path.GetFileName(path)}.{frameAt}'. The rest is delivered."],
                outcome.Notices.Select(notice => System.Text.RegularExpressions.Regex.Replace(notice, "^[0-9]+", $"{cutAt}")));
        }
    }

    [Fact]
    public void Cut_frame_is_reported_once()
    {
        DamageScenario.Change(_damage.SegmentPaths[^1], bytes => bytes.AsSpan(DamageScenario.FrameAt(Last) + 24, FrameBytes - 24).Clear());
        var first = _damage.Scenario.Open();
        Assert.Contains(first.Buffer.TakeNotices(), notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged);
        _damage.Scenario.Die(first);

        var second = _damage.Scenario.Open();

        Assert.DoesNotContain(second.Buffer.TakeNotices(), notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged);
        Assert.Equal((Last, 0L), (second.Buffer.Account.Accepted, second.Buffer.Account.Dropped));
    }

    [Fact]
    public void Frame_with_only_a_commit_word_is_reported_without_a_count()
    {
        DamageScenario.Change(_damage.SegmentPaths[^1], bytes => bytes.AsSpan(DamageScenario.FrameAt(Last) + 8, FrameBytes - 8).Clear());

        var outcome = _damage.Recover();

        Assert.Equal(_damage.RecordsBut(Last), outcome.Delivered);
        Assert.Equal((0, Last), (outcome.Lost, outcome.Accepted));
        Assert.Contains("no event is known to be lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_without_its_beginning_does_not_lose_later_frames()
    {
        var frameAt = DamageScenario.FrameAt(Last - 2);
        DamageScenario.Change(_damage.SegmentPaths[^1], bytes => bytes.AsSpan(frameAt, 24).Clear());

        var outcome = _damage.AssertLost(Last - 2);

        Assert.Single(outcome.Notices);
    }

    [Fact]
    public void Frames_of_a_previous_use_are_not_delivered()
    {
        // As after a power loss: the header was flushed, but the frames were not.
        using var scenario = new SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
        });
        var spool = scenario.Open();
        for (var round = 0; round < 16; round++)
        {
            SpoolScenario.Write(spool, DamageScenario.Record(round % 12), RecordLevel.Error);
            SpoolScenario.Drain(spool);
        }

        SpoolScenario.Write(spool, "last\n", RecordLevel.Error);
        scenario.Die(spool);
        var (path, bytes) = scenario.SegmentPaths.Select(path => (path, bytes: File.ReadAllBytes(path)))
            .First(pair => SegmentFormat.TryRead(pair.bytes.AsSpan(0, 4096), "", out var header) && header.FirstSequence == 16);
        Assert.True(bytes.AsSpan(SegmentFormat.FirstFrame + 64).ContainsAnyExcept((byte)0)); // It was used before.
        var previousFrame = bytes.AsSpan(SegmentFormat.FirstFrame + 1016, 1016).ToArray();
        previousFrame.CopyTo(bytes.AsSpan(SegmentFormat.FirstFrame));
        File.WriteAllBytes(path, bytes);

        var next = scenario.Open();

        Assert.Equal((0L, ""), (next.Buffer.Account.Accepted, SpoolScenario.Drain(next)));
        Assert.Contains(
            "no event is known to be lost with them",
            Assert.Single(next.Buffer.TakeNotices()).Message,
            StringComparison.Ordinal);
    }
}
