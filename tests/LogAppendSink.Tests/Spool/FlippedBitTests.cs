using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public sealed class FlippedBitTests : IDisposable
{
    private const int Copy = 2 * SegmentFormat.PageBytes;
    private const int HeaderBytes = 52;

    private readonly DamageScenario _damage = new();

    public void Dispose() => _damage.Dispose();

    /// <summary>The bytes of a segment that mean anything: both headers, the frames, and what says where they end.</summary>
    private static IEnumerable<int> UsedBytes(int framesBytes) =>
        Enumerable.Range(0, HeaderBytes).Concat(Enumerable.Range(SegmentFormat.FirstFrame, framesBytes + sizeof(ulong))).Concat(Enumerable.Range(Copy, HeaderBytes));

    [Fact]
    public void In_any_byte_of_the_segment_that_was_written_to_costs_one_record_at_most()
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
    public void In_any_byte_of_a_full_segment_costs_one_record_at_most()
    {
        var positions = UsedBytes(DamageScenario.RecordsPerSegment * FrameFormat.FrameBytes(DamageScenario.RecordBytes))
            .Where(position => position < SegmentFormat.FirstFrame || (position - SegmentFormat.FirstFrame) % 1016 is < 26 or > 1005 || position % 97 == 0);
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
            [$"1016 bytes at {position} of '{name}' in the spool 'SPOOL' are damaged; 1 event is lost with them. Kept as 'damaged/{name}.{position}'. The rest is delivered."],
            outcome.Notices);
        Assert.Equal([$"{name}.{position}"], outcome.Kept);
        var kept = File.ReadAllBytes(_damage.Scenario.DamagedPaths[0]);
        Assert.Equal(1016, kept.Length);
        Assert.Contains((byte)('a' + 5), kept);
    }

    [Fact]
    public void In_the_last_record_is_told_and_counted_too()
    {
        var path = _damage.SegmentPaths[^1];
        DamageScenario.Flip(path, DamageScenario.FrameAt(DamageScenario.RecordCount - 1) + 30);

        var outcome = _damage.AssertLost(DamageScenario.RecordCount - 1);

        var name = Path.GetFileName(path);
        Assert.Equal(
            [$"55 bytes at 4320 of '{name}' in the spool 'SPOOL' are damaged; 1 event is lost with them. Kept as 'damaged/{name}.4320'. The rest is delivered."],
            outcome.Notices);
    }

    [Fact]
    public void In_records_that_lie_together_costs_those_and_is_told_once()
    {
        foreach (var number in new[] { 5, 6 })
            DamageScenario.Flip(_damage.SegmentPaths[1], DamageScenario.FrameAt(number) + 100);

        var outcome = _damage.AssertLost(5, 6);

        Assert.Contains("2 events are lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_last_record_of_a_full_segment_is_known_by_what_follows()
    {
        DamageScenario.Flip(_damage.SegmentPaths[1], DamageScenario.FrameAt(7) + 100);

        var outcome = _damage.AssertLost(7);

        Assert.Contains("1 event is lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void In_what_was_delivered_already_costs_nothing()
    {
        using var damage = new DamageScenario(deliveredCount: 2);
        DamageScenario.Flip(damage.SegmentPaths[0], DamageScenario.FrameAt(1) + 100);

        var outcome = damage.AssertLost();

        Assert.Contains("no event is known to be lost with them", Assert.Single(outcome.Notices), StringComparison.Ordinal);
    }

    /// <summary>All records but one, in order; and what is not there is counted, where anything was left to know it by.</summary>
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

            // Of the last record, nothing is left to know it by when its number is what was flipped.
            if (missing[0] != all[^1] || (position - DamageScenario.FrameAt(DamageScenario.RecordCount - 1)) is < 8 or > 15)
                Assert.Equal((1, DamageScenario.RecordCount), (outcome.Lost, outcome.Accepted));
        }
    }
}
