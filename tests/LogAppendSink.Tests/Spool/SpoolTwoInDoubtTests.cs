using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>Two appends in doubt: one that is acknowledged and unconfirmed, and the next one.</summary>
public sealed class SpoolTwoInDoubtTests : IDisposable
{
    private readonly SpoolScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Next_start_finds_both_appends()
    {
        var intent = LeaveTwo(_scenario.Open());

        Assert.Equal(intent, _scenario.Open().Buffer.Unsettled);
    }

    [Fact]
    public void Next_start_finds_the_younger_append_when_the_older_is_stored()
    {
        var first = _scenario.Open();
        var (older, younger, intent) = TakeTwo(first);
        first.Buffer.Note(intent);
        first.Buffer.Acknowledge(older);
        Assert.Equal((1L, 2L), (first.Buffer.Account.Stored, first.Buffer.Account.Pending));
        Assert.Equal("two\n", TextOf(younger));
        _scenario.Die(first);

        var second = _scenario.Open();

        Assert.Equal(intent with { Unconfirmed = null }, second.Buffer.Unsettled);
        Assert.Equal(2, second.Buffer.Account.Pending);
    }

    [Theory]
    [InlineData(true, true, "after\n", 3)]
    [InlineData(true, false, "two\n|after\n", 3)]
    [InlineData(false, false, "one\n|two\nafter\n", 3)]
    public void Each_append_is_skipped_when_stored_and_repeated_otherwise(
        bool isOlderStored,
        bool isYoungerStored,
        string expected,
        long stored)
    {
        LeaveTwo(_scenario.Open());

        var spool = _scenario.Open();
        spool.Buffer.Settle(isOlderStored);
        if (isOlderStored)
            spool.Buffer.Settle(isYoungerStored);

        Assert.Null(spool.Buffer.Unsettled);
        Assert.Equal(expected, SpoolBatches(spool));
        Assert.Equal((stored, 0L, 0L), (spool.Buffer.Account.Stored, spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));
    }

    [Fact]
    public void Unsettled_batch_keeps_its_bytes_and_its_room()
    {
        var spool = _scenario.Open();
        var (older, younger, _) = TakeTwo(spool);
        Assert.Equal((3L, 14L), (spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));

        var third = spool.Buffer.TakeBatch(NoLimits)!;
        spool.Buffer.Acknowledge(older);

        Assert.Equal((2L, 10L), (spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));
        Assert.Equal(("two\n", "after"), (TextOf(younger), TextOf(third).TrimEnd()));
        spool.Buffer.Acknowledge(younger);
        spool.Buffer.Acknowledge(third);
        Assert.Equal((0L, 0L), (spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));
    }

    [Fact]
    public void Empty_take_does_not_settle_taken_batches()
    {
        var spool = _scenario.Open();
        var (older, _, _) = TakeTwo(spool);
        spool.Buffer.TakeBatch(NoLimits);

        Assert.Null(spool.Buffer.TakeBatch(NoLimits));
        _scenario.Die(spool);

        Assert.Equal(3, _scenario.Open().Buffer.Account.Pending);
        Assert.Equal(0, older.Records.First);
    }

    private static string SpoolBatches(OpenSpool spool)
    {
        var texts = new List<string>();
        while (spool.Buffer.TakeBatch(NoLimits) is { } batch)
        {
            texts.Add(TextOf(batch));
            spool.Buffer.Acknowledge(batch);
        }

        return string.Join('|', texts);
    }

    private AppendIntent LeaveTwo(OpenSpool spool)
    {
        var (_, _, intent) = TakeTwo(spool);
        spool.Buffer.Note(intent);
        _scenario.Die(spool);
        return intent;
    }

    private static (RecordBatch Older, RecordBatch Younger, AppendIntent Intent) TakeTwo(OpenSpool spool)
    {
        var oneRecord = new BatchLimits(1, ObjectRollingInterval.Infinite);
        Write(spool, "one\n");
        Write(spool, "two\n");
        Write(spool, "after");
        var older = spool.Buffer.TakeBatch(oneRecord)!;
        var younger = spool.Buffer.TakeBatch(oneRecord)!;
        var next = IntentOf(younger);
        var previous = IntentOf(older) with { After = next.Before };
        return (older, younger, next with { Unconfirmed = previous });
    }
}
