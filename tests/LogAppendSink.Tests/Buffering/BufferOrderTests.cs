using LogAppendSink.Buffering;
using Xunit;
using static LogAppendSink.Tests.Buffering.BufferScenario;

namespace LogAppendSink.Tests.Buffering;

/// <summary>The order of records in each kind of buffer.</summary>
public abstract class BufferOrderTests : IDisposable
{
    private readonly BufferScenario _scenario;

    private protected BufferOrderTests(BufferScenario scenario) => _scenario = scenario;

    public void Dispose()
    {
        _scenario.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Records_are_taken_in_order()
    {
        _scenario.Write("one\n");
        _scenario.Write("two\n");
        _scenario.Write("three\n");

        var batch = _scenario.Take();

        Assert.Equal("one\ntwo\nthree\n", TextOf(batch));
        Assert.Equal((3, 0L, 14L, Noon), (batch.Count, batch.Records.First, batch.LengthBytes, batch.FirstAcceptedAt));
    }

    [Fact]
    public void Batches_that_were_given_back_are_taken_again_within_new_limits()
    {
        foreach (var record in new[] { "one\n", "two\n", "six\n", "ten\n" })
            _scenario.Write(record);
        var settled = _scenario.Take(new BatchLimits(4, ObjectRollingInterval.Infinite));
        var (given, ready) = (_scenario.Take(new BatchLimits(8, ObjectRollingInterval.Infinite)), _scenario.Take());
        Assert.Equal(0, _scenario.Buffer.UntakenBytes);

        _scenario.Buffer.GiveBack(ready);
        _scenario.Buffer.GiveBack(given);

        Assert.Equal((12L, Noon), (_scenario.Buffer.UntakenBytes, _scenario.Buffer.OldestUntaken));
        var smaller = _scenario.Take(new BatchLimits(4, ObjectRollingInterval.Infinite));
        Assert.Equal(("two\n", 1L, 2L), (TextOf(smaller), smaller.Records.First, smaller.Records.Next));
        var rest = _scenario.Take();
        Assert.Equal("six\nten\n", TextOf(rest));
        foreach (var batch in new[] { settled, smaller, rest })
            _scenario.Buffer.Acknowledge(batch);
        Assert.Equal(
            (4L, 4L, 0L, 0L),
            (_scenario.Account.Accepted, _scenario.Account.Stored, _scenario.Account.Pending, _scenario.Account.PendingBytes));
    }

    [Fact]
    public void Batch_that_was_given_back_is_cut_at_a_given_record()
    {
        foreach (var record in new[] { "one\n", "two\n", "six\n" })
            _scenario.Write(record);

        _scenario.Buffer.GiveBack(_scenario.Take(new BatchLimits(4, ObjectRollingInterval.Infinite)), cutAt: 2);

        Assert.Equal("one\ntwo\n", TextOf(_scenario.Take(new BatchLimits(4, ObjectRollingInterval.Infinite))));
        Assert.Equal("six\n", TextOf(_scenario.Take()));
    }

    [Theory]
    [InlineData("one", "one\n")]
    [InlineData("one\n", "one\n")]
    [InlineData("one\n\n", "one\n\n")]
    [InlineData("", "\n")]
    public void Record_ends_in_a_line_feed(string record, string expected)
    {
        _scenario.Write(record);

        Assert.Equal(expected, TextOf(_scenario.Take()));
        Assert.Equal(expected.Length, _scenario.Account.PendingBytes);
    }

    [Fact]
    public void Batches_have_contiguous_ranges()
    {
        _scenario.Write("one\n");
        _scenario.Write("two\n");
        _scenario.Buffer.Acknowledge(_scenario.Take());
        _scenario.Write("three\n");

        var second = _scenario.Take();

        Assert.Equal((2L, 1, 3L), (second.Records.First, second.Count, _scenario.Buffer.NextSequence));
    }

    [Fact]
    public void No_record_is_taken_twice()
    {
        _scenario.Write("one\n");
        _scenario.Take();

        Assert.Null(_scenario.Buffer.TakeBatch(NoLimits));
        Assert.Null(_scenario.Buffer.OldestUntaken);
    }

    [Fact]
    public void Empty_buffer_returns_no_batch()
    {
        Assert.Null(_scenario.Buffer.TakeBatch(NoLimits));
        Assert.Null(_scenario.Buffer.OldestUntaken);
    }

    [Fact]
    public void Oldest_record_is_the_first_untaken_one()
    {
        _scenario.Write("one\n", at: Noon);
        _scenario.Write("two\n", at: Noon.AddSeconds(1));
        Assert.Equal(Noon, _scenario.Buffer.OldestUntaken);

        _scenario.Take(new BatchLimits(4, ObjectRollingInterval.Infinite));

        Assert.Equal(Noon.AddSeconds(1), _scenario.Buffer.OldestUntaken);
    }

    [Theory]
    [InlineData(4, "aaa\n|bbb\n|ccc\n")]
    [InlineData(7, "aaa\n|bbb\n|ccc\n")] // one byte short of two
    [InlineData(8, "aaa\nbbb\n|ccc\n")]
    [InlineData(11, "aaa\nbbb\n|ccc\n")]
    [InlineData(12, "aaa\nbbb\nccc\n")]
    [InlineData(3, "aaa\n|bbb\n|ccc\n")] // a record is never split, whatever the limit
    public void Batch_is_cut_at_its_size_limit(int sizeLimitBytes, string expected)
    {
        foreach (var record in new[] { "aaa\n", "bbb\n", "ccc\n" })
            _scenario.Write(record);

        Assert.Equal(expected, TakeAll(new BatchLimits(sizeLimitBytes, ObjectRollingInterval.Infinite)));
    }

    [Fact]
    public void Batch_is_cut_at_the_end_of_a_period()
    {
        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        _scenario.Write("a\n", at: midnight.AddTicks(-2));
        _scenario.Write("b\n", at: midnight.AddTicks(-1));
        _scenario.Write("c\n", at: midnight);
        _scenario.Write("d\n", at: midnight.AddDays(1).AddTicks(-1));
        _scenario.Write("e\n", at: midnight.AddTicks(-1)); // The clock was set back.

        Assert.Equal("a\nb\n|c\nd\n|e\n", TakeAll(new BatchLimits(1000, ObjectRollingInterval.Day)));
    }

    private string TakeAll(BatchLimits limits)
    {
        var batches = new List<string>();
        while (_scenario.Buffer.TakeBatch(limits) is { } batch)
        {
            batches.Add(TextOf(batch));
            _scenario.Buffer.Acknowledge(batch);
        }

        return string.Join('|', batches);
    }
}
