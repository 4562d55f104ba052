using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class CheckpointDamageTests : IDisposable
{
    private const string Repaired =
        "The checkpoint of the spool 'SPOOL' was damaged, but its copy is intact: nothing is lost. The rest is delivered.";

    private const string OneLost =
        "The newest checkpoint of the spool 'SPOOL' may be lost: events that were delivered shortly before may be stored twice, "
        + "at most those of one append. The rest is delivered.";

    private const string Stale =
        "The checkpoint of the spool 'SPOOL' is missing or older than its segments: events that were delivered shortly before "
        + "may be stored twice. The rest is delivered.";

    // The first checkpoint of a new spool is in the second slot, and the one after the first append in the first slot.
    private const int NewestSlot = 0;
    private const int OlderSlot = 1;

    private readonly DamageScenario _damage = new(deliveredCount: 2);

    public void Dispose() => _damage.Dispose();

    private string CheckpointPath => _damage.Scenario.CheckpointPath;

    [Theory]
    [InlineData(NewestSlot, 0)]
    [InlineData(NewestSlot, 1)]
    [InlineData(OlderSlot, 0)]
    public void Delivery_is_unaffected_by_a_bit_flip_in_any_byte_of_the_checkpoint(int slot, int copy)
    {
        var pageAt = (slot * CheckpointFormat.SlotBytes) + (copy * CheckpointFormat.PageBytes);
        for (var position = 0; position < 168 + "acme-logs".Length + sizeof(uint); position++)
        {
            _damage.Restore();
            DamageScenario.Flip(CheckpointPath, pageAt + position, bit: position % 8);

            var outcome = _damage.DeliverAndDie();

            Assert.Equal(_damage.RecordsBut(), outcome.Delivered);
            Assert.Equal([Repaired], outcome.Notices);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Delivery_is_unaffected_by_a_zeroed_page_of_the_checkpoint(int page)
    {
        DamageScenario.ZeroPage(CheckpointPath, page);

        _damage.AssertLost();
    }

    [Fact]
    public void No_record_is_repeated_when_the_older_slot_is_destroyed()
    {
        Destroy(OlderSlot);

        var outcome = _damage.AssertLost();

        Assert.Equal([OneLost], outcome.Notices);
    }

    [Fact]
    public void Last_append_is_repeated_when_the_newest_slot_is_destroyed()
    {
        Destroy(NewestSlot);

        var outcome = _damage.Recover();

        Assert.Equal(DamageScenario.Record(0) + DamageScenario.Record(1) + _damage.RecordsBut(), outcome.Delivered);
        Assert.Equal([OneLost], outcome.Notices);
    }

    [Theory]
    [InlineData(0xA5)]
    [InlineData(0x00)]
    public void All_records_in_the_segments_are_repeated_when_both_slots_are_destroyed(byte filling)
    {
        DamageScenario.Change(CheckpointPath, bytes => bytes.AsSpan().Fill(filling));

        var outcome = _damage.Recover();

        Assert.Equal(DamageScenario.Record(0) + DamageScenario.Record(1) + _damage.RecordsBut(), outcome.Delivered);
        Assert.Equal([Stale], outcome.Notices);
    }

    [Fact]
    public void Checkpoint_is_reported_and_recreated_when_it_was_deleted()
    {
        File.Delete(CheckpointPath);

        var outcome = _damage.Recover();

        Assert.Equal(DamageScenario.Record(0) + DamageScenario.Record(1) + _damage.RecordsBut(), outcome.Delivered);
        Assert.Equal([Stale], outcome.Notices);
        Assert.Equal(CheckpointFormat.FileBytes, new FileInfo(CheckpointPath).Length);
    }

    [Theory]
    [InlineData(0, 2, Stale)]
    [InlineData(100, 2, Stale)]
    [InlineData(CheckpointFormat.PageBytes, 0, OneLost)]
    [InlineData(CheckpointFormat.SlotBytes, 0, OneLost)]
    [InlineData(CheckpointFormat.FileBytes - 1, 0, null)] // unused bytes of the older slot
    public void Truncated_checkpoint_is_restored_from_its_remaining_slot(int lengthBytes, int repeated, string? notice)
    {
        DamageScenario.Truncate(CheckpointPath, lengthBytes);

        var outcome = _damage.Recover();

        Assert.Equal(string.Concat(Enumerable.Range(0, repeated).Select(DamageScenario.Record)) + _damage.RecordsBut(), outcome.Delivered);
        Assert.Equal(notice is null ? [] : [notice], outcome.Notices);
        Assert.Equal(CheckpointFormat.FileBytes, new FileInfo(CheckpointPath).Length);
    }

    [Fact]
    public void Older_copy_of_the_checkpoint_is_detected_by_the_segment_headers()
    {
        var old = File.ReadAllBytes(CheckpointPath);
        var spool = _damage.Scenario.Open();
        Drain(spool); // The headers of reused segments know later checkpoints.
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        _damage.Scenario.Die(spool);
        File.WriteAllBytes(CheckpointPath, old);

        var next = _damage.Scenario.Open();
        var text = Drain(next);

        // Delivered records that are still in segments are repeated. Overwritten ones do not count as lost.
        Assert.EndsWith(string.Concat(Enumerable.Range(0, 12).Select(DamageScenario.Record)), text, StringComparison.Ordinal);
        Assert.StartsWith(DamageScenario.Record(12), text, StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (next.Buffer.Account.Dropped, next.Buffer.Account.PendingBytes));
        Assert.Contains(
            next.Buffer.TakeNotices(),
            notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged
                && notice.Message == Stale.Replace("SPOOL", _damage.Scenario.Directory, StringComparison.Ordinal));
        _damage.Scenario.Die(next);
        Assert.Empty(_damage.Scenario.Open().Buffer.TakeNotices()); // Reported once.
    }

    [Fact]
    public void Append_in_doubt_of_an_older_checkpoint_copy_is_ignored_when_its_records_are_delivered()
    {
        var spool = _damage.Scenario.Open();
        var batch = spool.Buffer.TakeBatch(new BatchLimits(2 * DamageScenario.RecordBytes, ObjectRollingInterval.Infinite))!;
        spool.Buffer.Note(IntentOf(batch));
        var old = File.ReadAllBytes(CheckpointPath);
        spool.Buffer.Acknowledge(batch);
        Drain(spool);
        for (var number = 0; number < 12; number++)
            Write(spool, DamageScenario.Record(number), RecordLevel.Error);
        _damage.Scenario.Die(spool);
        File.WriteAllBytes(CheckpointPath, old);

        var next = _damage.Scenario.Open();

        Assert.Null(next.Buffer.Unsettled); // Its records were delivered and overwritten.
        Drain(next);
        Assert.Equal((0L, 0L), (next.Buffer.Account.Pending, next.Buffer.Account.Dropped));
    }

    [Fact]
    public void Append_in_doubt_survives_the_loss_of_the_older_slot()
    {
        var spool = _damage.Scenario.Open();
        var batch = spool.Buffer.TakeBatch(NoLimits)!;
        var intent = IntentOf(batch);
        spool.Buffer.Note(intent);
        _damage.Scenario.Die(spool);
        Destroy(NewestSlot); // By now it is the older slot.

        Assert.Equal(intent, _damage.Scenario.Open().Buffer.Unsettled);
    }

    [Fact]
    public void Checkpoint_of_a_later_format_is_left_unchanged_and_the_next_spool_is_used()
    {
        DamageScenario.Change(
            CheckpointPath,
            bytes => LaterFormat.Make(bytes.AsSpan(0, CheckpointFormat.PageBytes), checksumAt: 168 + "acme-logs".Length, knownVersion: 3));
        var left = File.ReadAllBytes(CheckpointPath);

        var spool = _damage.Scenario.Open();

        Assert.Equal(
            "spool-002",
            Assert.Single(Directory.GetDirectories(_damage.Scenario.Root).Select(Path.GetFileName), name => name != "spool-001"));
        Assert.Equal(
            $"'{CheckpointPath}' has spool format 4; this release knows up to 3. Deliver its events with the release that "
                + "wrote it, or update this one.",
            Assert.Single(spool.Buffer.TakeNotices()).Message);
        Assert.Equal(left, File.ReadAllBytes(CheckpointPath));
    }

    private void Destroy(int slot) =>
        DamageScenario.Change(
            CheckpointPath,
            bytes => bytes.AsSpan(slot * CheckpointFormat.SlotBytes, CheckpointFormat.SlotBytes).Fill(0xA5));
}
