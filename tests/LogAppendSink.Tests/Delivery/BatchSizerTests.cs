using System.Buffers;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class BatchSizerTests
{
    private const int Limit = 4 * 1024 * 1024;

    private readonly BatchSizer _sizer = new(new BatchLimits(Limit, ObjectRollingInterval.Infinite));

    [Theory]
    [InlineData(2, 2, Limit, false)] // two uploads may have met an outage
    [InlineData(3, 2, Limit, true)]
    [InlineData(3, 1, Limit, false)] // a record is never split
    [InlineData(3, 2, Limit / 64, false)]
    [InlineData(3, 2, (Limit / 64) + 1, true)]
    public void Batch_is_cut_after_three_timeouts_when_it_can_be_cut(int timeouts, int records, int lengthBytes, bool expected) =>
        Assert.Equal(expected, _sizer.IsCutDue(Batch(records, lengthBytes, timeouts)));

    [Theory]
    [InlineData(Limit, Limit / 4)]
    [InlineData(Limit / 2, Limit / 8)]
    [InlineData(Limit / 32, Limit / 64)]
    public void Next_batch_has_a_quarter_of_the_size_after_a_cut(long lengthBytes, int expected)
    {
        _sizer.Cut(lengthBytes);

        Assert.Equal(expected, _sizer.Limits.SizeLimitBytes);
    }

    [Fact]
    public void Limit_doubles_after_ten_batches_up_to_the_configured_limit()
    {
        _sizer.Cut(Limit);

        Store(9);
        Assert.Equal(Limit / 4, _sizer.Limits.SizeLimitBytes);
        Store(1);
        Assert.Equal(Limit / 2, _sizer.Limits.SizeLimitBytes);
        Store(30);
        Assert.Equal(Limit, _sizer.Limits.SizeLimitBytes);
    }

    [Fact]
    public void Count_of_stored_batches_restarts_after_a_timeout()
    {
        _sizer.Cut(Limit);

        Store(9);
        _sizer.TimedOut();
        Store(9);

        Assert.Equal(Limit / 4, _sizer.Limits.SizeLimitBytes);
    }

    private void Store(int batches)
    {
        for (var batch = 0; batch < batches; batch++)
            _sizer.Stored();
    }

    private static BatchInFlight Batch(int records, int lengthBytes, int timeouts)
    {
        var bytes = new ReadOnlySequence<byte>(new byte[lengthBytes]);
        var batch = new RecordBatch(bytes, records, new RecordRange(0, records), default);
        return new BatchInFlight(batch, AppendBody.Of(bytes)) { UploadTimeouts = timeouts };
    }
}
