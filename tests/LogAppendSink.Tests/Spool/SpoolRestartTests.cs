using System.Text;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

public sealed class SpoolRestartTests : IDisposable
{
    private readonly SpoolScenario _scenario = new(options =>
    {
        options.EventBodyLimitBytes = 1024;
        options.BufferSizeLimitBytes = 8 * DamageScenario.SegmentBytes;
        options.BufferDurability = BufferDurability.Process;
    });

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public void Record_numbers_continue_in_the_next_run()
    {
        for (var run = 0; run < 5; run++)
        {
            var spool = _scenario.Open();
            Assert.Equal(run * 3, spool.Buffer.NextSequence);
            for (var i = 0; i < 3; i++)
                Write(spool, "record\n");
            if (run % 2 == 1)
                Drain(spool);
            _scenario.Die(spool);
        }
    }

    [Fact]
    public void Only_the_append_in_flight_is_unsettled_in_the_next_run()
    {
        var first = _scenario.Open();
        Write(first, "one\n");
        var delivered = first.Buffer.TakeBatch(NoLimits)!;
        first.Buffer.Note(IntentOf(delivered, "delivered"));
        first.Buffer.Acknowledge(delivered);
        Write(first, "two\n");
        var intent = IntentOf(first.Buffer.TakeBatch(NoLimits)!, "in doubt");
        first.Buffer.Note(intent);
        Write(first, "three\n");
        _scenario.Die(first);

        var second = _scenario.Open();

        Assert.Equal(intent, second.Buffer.Unsettled);
        Assert.Equal(2, second.Buffer.Account.Pending);
    }

    [Theory]
    [InlineData(true, "after\n")]
    [InlineData(false, "one\ntwo\n|after\n")]
    public void Append_in_doubt_is_skipped_when_stored_and_repeated_otherwise(bool isStored, string expected)
    {
        var first = _scenario.Open();
        Write(first, "one\n");
        Write(first, "two\n");
        first.Buffer.Note(IntentOf(first.Buffer.TakeBatch(NoLimits)!));
        Write(first, "after\n");
        _scenario.Die(first);

        var second = _scenario.Open();
        second.Buffer.Settle(isStored);

        Assert.Null(second.Buffer.Unsettled);
        Assert.Equal(expected, Batches(second, NoLimits));
        var account = second.Buffer.Account;
        Assert.Equal((3L, 3L, 0L, 0L), (account.Accepted, account.Stored, account.Pending, account.PendingBytes));
        _scenario.Die(second);
        Assert.Null(_scenario.Open().Buffer.Unsettled);
    }

    [Fact]
    public void Batch_in_doubt_is_cut_as_it_was_when_the_limit_is_larger_now()
    {
        var first = _scenario.Open();
        foreach (var record in new[] { "one\n", "two\n", "six\n" })
            Write(first, record);
        first.Buffer.Note(IntentOf(first.Buffer.TakeBatch(new BatchLimits(8, ObjectRollingInterval.Infinite))!));
        _scenario.Die(first);

        var second = _scenario.Open();
        second.Buffer.Settle(isStored: false);

        Assert.Equal("one\ntwo\n|six\n", Batches(second, NoLimits));
    }

    [Fact]
    public void Batch_in_doubt_is_cut_smaller_when_the_limit_is_smaller_now()
    {
        var first = _scenario.Open();
        foreach (var record in new[] { "one\n", "two\n", "six\n" })
            Write(first, record);
        first.Buffer.Note(IntentOf(first.Buffer.TakeBatch(new BatchLimits(8, ObjectRollingInterval.Infinite))!));
        _scenario.Die(first);

        var second = _scenario.Open();
        second.Buffer.Settle(isStored: false);

        Assert.Equal("one\n|two\nsix\n", Batches(second, new BatchLimits(4, ObjectRollingInterval.Infinite), NoLimits));
    }

    [Fact]
    public void Batch_in_doubt_is_cut_as_it_was_when_no_more_requests_can_be_distinguished()
    {
        var first = _scenario.Open();
        foreach (var record in new[] { "one\n", "two\n", "six\n" })
            Write(first, record);
        var intent = IntentOf(first.Buffer.TakeBatch(new BatchLimits(8, ObjectRollingInterval.Infinite))!);
        for (var count = 1; count < AppendWriter.ContendersMax; count++)
            intent = intent with { Earlier = intent with { BodyCrc64 = intent.BodyCrc64 + 1 } };
        first.Buffer.Note(intent);
        _scenario.Die(first);

        var second = _scenario.Open();
        second.Buffer.Settle(isStored: false);

        Assert.Equal("one\ntwo\n|six\n", Batches(second, new BatchLimits(4, ObjectRollingInterval.Infinite)));
    }

    [Fact]
    public void All_records_of_a_longer_request_are_stored_when_it_was_applied()
    {
        var first = _scenario.Open();
        foreach (var record in new[] { "one\n", "two\n", "six\n" })
            Write(first, record);
        var intent = IntentOf(first.Buffer.TakeBatch(new BatchLimits(4, ObjectRollingInterval.Infinite))!);
        first.Buffer.Note(intent with { Earlier = intent with { BodyCrc64 = 5, Records = new RecordRange(0, 2) } });
        _scenario.Die(first);

        var second = _scenario.Open();
        second.Buffer.Settle(isStored: true, second.Buffer.Unsettled!.Through);

        Assert.Equal("six\n", Batches(second, NoLimits));
        var account = second.Buffer.Account;
        Assert.Equal((3L, 3L, 0L, 0L), (account.Accepted, account.Stored, account.Pending, account.PendingBytes));
    }

    [Fact]
    public void Append_in_doubt_survives_repeated_crashes()
    {
        var spool = _scenario.Open();
        Write(spool, "one\n");
        var intent = IntentOf(spool.Buffer.TakeBatch(NoLimits)!);
        spool.Buffer.Note(intent);
        for (var run = 0; run < 5; run++)
        {
            _scenario.Die(spool);
            spool = _scenario.Open();
            Assert.Equal(intent, spool.Buffer.Unsettled);
        }
    }

    [Fact]
    public void Recovered_records_go_to_the_periods_in_which_they_were_accepted()
    {
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        var first = _scenario.Open();
        Write(first, "yesterday\n", acceptedAt: midnight.AddTicks(-1));
        Write(first, "today\n", acceptedAt: midnight);
        _scenario.Die(first);

        var second = _scenario.Open();

        Assert.Equal(midnight.AddTicks(-1), second.Buffer.OldestUntaken);
        Assert.Equal("yesterday\n|today\n", Batches(second, new BatchLimits(1000, ObjectRollingInterval.Day)));
    }

    [Fact]
    public void Recovered_events_are_reported_with_the_directory()
    {
        var first = _scenario.Open();
        Write(first, "one\n");
        Write(first, "two\n");
        _scenario.Die(first);

        var notice = Assert.Single(_scenario.Open().Buffer.TakeNotices());

        Assert.Equal(
            $"2 events of an earlier run are in the spool '{_scenario.Directory}' and are delivered now.",
            notice.Message);
        Assert.Equal((DeliveryNoticeKind.EventsRecovered, 2L), (notice.Kind, notice.EventCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Next_run_has_all_unacknowledged_records_after_random_operations(int seed)
    {
        var random = new Random(seed);
        var waiting = new Queue<string>();
        var number = 0;
        var spool = _scenario.Open();
        for (var step = 0; step < 400; step++)
        {
            switch (random.Next(10))
            {
                case < 6:
                    var record = $"{number++} {new string('x', random.Next(1000))}\n";
                    if (Write(spool, record, (RecordLevel)random.Next(6)))
                        waiting.Enqueue(record);
                    break;
                case < 9:
                    if (spool.Buffer.TakeBatch(new BatchLimits(random.Next(1, 5000), ObjectRollingInterval.Infinite)) is { } batch)
                    {
                        var text = new StringBuilder();
                        for (var i = 0; i < batch.Count; i++)
                            text.Append(waiting.Dequeue());
                        Assert.Equal(text.ToString(), TextOf(batch));
                        if (random.Next(2) == 0)
                            spool.Buffer.Note(IntentOf(batch));
                        if (random.Next(5) == 0)
                            spool.Buffer.Drop(batch, DropReason.RetryTimeLimit);
                        else
                            spool.Buffer.Acknowledge(batch);
                    }

                    break;
                default:
                    if (random.Next(4) == 0)
                        spool.Buffer.TakeBatch(NoLimits); // The process dies while it is in flight.
                    else if (random.Next(2) == 0)
                        break;
                    _scenario.Die(spool);
                    spool = _scenario.Open();
                    Assert.Equal(waiting.Count, spool.Buffer.Account.Accepted);
                    break;
            }

            var account = spool.Buffer.Account;
            Assert.Equal((waiting.Count, waiting.Sum(text => (long)text.Length)), (account.Pending, account.PendingBytes));
        }

        Assert.Equal(string.Concat(waiting), Drain(spool));
        Assert.Equal((0L, 0L), (spool.Buffer.Account.Pending, spool.Buffer.Account.PendingBytes));
        Assert.DoesNotContain(spool.Buffer.TakeNotices(), notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged);
    }

    private static string Batches(OpenSpool spool, BatchLimits limits, BatchLimits? later = null)
    {
        var batches = new List<string>();
        while (spool.Buffer.TakeBatch(limits) is { } batch)
        {
            limits = later ?? limits;
            batches.Add(TextOf(batch));
            spool.Buffer.Acknowledge(batch);
        }

        return string.Join('|', batches);
    }
}
