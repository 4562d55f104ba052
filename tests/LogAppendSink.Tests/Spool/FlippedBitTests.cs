using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class FlippedBitTests : IDisposable
{
    private const int Copy = 2 * SegmentFormat.PageBytes;
    private const int HeaderBytes = 52;

    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    /// <summary>Returns the positions of both headers, the frames and the end mark.</summary>
    private static IEnumerable<int> UsedBytes(int framesBytes) =>
        Enumerable.Range(0, HeaderBytes)
            .Concat(Enumerable.Range(SegmentFormat.FirstFrame, framesBytes + sizeof(ulong)))
            .Concat(Enumerable.Range(Copy, HeaderBytes));

    [Fact]
    public void Bit_flip_in_any_byte_of_the_tail_loses_at_most_one_record()
    {
        const int framesBytes = DamageScenario.LastRecords * 56;
        foreach (var position in UsedBytes(framesBytes))
        {
            _damage.Restore();
            DamageScenario.Flip(_damage.SegmentPaths[^1], position, bit: position % 8);

            var outcome = _damage.DeliverAndDie();

            AssertAtMostOneIsLost(outcome, position);
        }
    }

    [Fact]
    public void Bit_flip_in_any_byte_of_a_full_segment_loses_at_most_one_record()
    {
        var positions = UsedBytes(DamageScenario.RecordsPerSegment * FrameFormat.FrameBytes(DamageScenario.RecordBytes))
            .Where(position => position < SegmentFormat.FirstFrame
                || (position - SegmentFormat.FirstFrame) % 1016 is < 26 or > 1005
                || position % 97 == 0);
        foreach (var position in positions)
        {
            _damage.Restore();
            DamageScenario.Flip(_damage.SegmentPaths[1], position, bit: position % 8);

            var outcome = _damage.DeliverAndDie();

            AssertAtMostOneIsLost(outcome, position);
            Assert.Equal(DamageScenario.RecordCount, outcome.Accepted);
        }
    }

    [Fact]
    public void Bit_flip_in_a_record_is_reported_and_quarantined()
    {
        var path = _damage.SegmentPaths[1];
        var position = DamageScenario.FrameAt(5);
        DamageScenario.Flip(path, position + 500);

        var outcome = _damage.AssertLost(5);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [$"1016 bytes at {position} of '{name}' in the spool 'SPOOL' are damaged; 1 event is lost with them. Kept as "
                + $"'damaged/{name}.{position}'. The rest is delivered."],
            outcome.Notices);
        Assert.Equal([$"{name}.{position}"], outcome.Kept);
        var kept = File.ReadAllBytes(_damage.Scenario.DamagedPaths[0]);
        Assert.Equal(1016, kept.Length);
        Assert.Contains((byte)('a' + 5), kept);
    }

    [Fact]
    public void Bit_flip_in_the_last_record_is_reported_and_counted()
    {
        var path = _damage.SegmentPaths[^1];
        DamageScenario.Flip(path, DamageScenario.FrameAt(DamageScenario.RecordCount - 1) + 30);

        var outcome = _damage.AssertLost(DamageScenario.RecordCount - 1);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [$"55 bytes at 4320 of '{name}' in the spool 'SPOOL' are damaged; 1 event is lost with them. Kept as "
                + $"'damaged/{name}.4320'. The rest is delivered."],
            outcome.Notices);
    }

    [Fact]
    public void Bit_flips_in_adjacent_records_are_reported_once()
    {
        foreach (var number in new[] { 5, 6 })
            DamageScenario.Flip(_damage.SegmentPaths[1], DamageScenario.FrameAt(number) + 100);

        var outcome = _damage.AssertLost(5, 6);

        Assert.Contains("2 events are lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Bit_flip_in_the_last_record_of_a_full_segment_is_counted()
    {
        DamageScenario.Flip(_damage.SegmentPaths[1], DamageScenario.FrameAt(7) + 100);

        var outcome = _damage.AssertLost(7);

        Assert.Contains("1 event is lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Bit_flip_in_a_delivered_record_loses_nothing()
    {
        using var damage = new DamageScenario(deliveredCount: 2);
        DamageScenario.Flip(damage.SegmentPaths[0], DamageScenario.FrameAt(1) + 100);

        var outcome = damage.AssertLost();

        Assert.Contains("no event is known to be lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    /// <summary>Checks that at most one record is missing, and that it is counted if its number is known.</summary>
    private static void AssertAtMostOneIsLost(DamageOutcome outcome, int position)
    {
        var all = Enumerable.Range(0, DamageScenario.RecordCount).Select(DamageScenario.Record).ToList();
        var missing = all.Where(record => !outcome.Delivered.Contains(record, StringComparison.Ordinal)).ToList();

        Assert.True(missing.Count <= 1, $"A flip at {position} costs {missing.Count} records.");
        Assert.Equal(string.Concat(all.Except(missing)), outcome.Delivered);
        if (missing.Count == 0)
        {
            Assert.Equal(0, outcome.Lost);
        }
        else
        {
            Assert.NotEmpty(outcome.Notices);
            Assert.NotEmpty(outcome.Kept);

            // The last record is not counted if its number is damaged.
            if (missing[0] != all[^1] || (position - DamageScenario.FrameAt(DamageScenario.RecordCount - 1)) is < 8 or > 15)
                Assert.Equal((1, DamageScenario.RecordCount), (outcome.Lost, outcome.Accepted));
        }
    }
}
