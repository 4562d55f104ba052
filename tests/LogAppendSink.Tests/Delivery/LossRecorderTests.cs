using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public sealed class LossRecorderTests : IDisposable
{
    private const int EventBodyLimitBytes = 1024;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero));
    private readonly List<DeliveryNotice> _notices = [];
    private readonly MemoryBuffer _buffer = new(64 * 1024, QueueFullMode.DropWrite, TaskCreationOptions.None);

    [Fact]
    public void Loss_is_recorded_in_the_log_as_an_event()
    {
        NewRecorder(encoder: null).Record(17, DropReason.QueueFull);

        Assert.Equal(
            "{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"@mt\":\"{DroppedEvents} events were dropped: {DropReason}\",\"@l\":\"Error\",\"DroppedEvents\":17,\"DropReason\":\"QueueFull\",\"SourceContext\":\"LogAppendSink\"}\n",
            Buffered());
    }

    [Fact]
    public void Loss_is_recorded_in_the_format_of_the_front_end()
    {
        var recorder = NewRecorder((droppedEvents, reason, _, record) => record.Text.Write($"{droppedEvents} lost, {reason}\n"));

        recorder.Record(17, DropReason.QueueFull);

        Assert.Equal("17 lost, QueueFull\n", Buffered());
    }

    [Fact]
    public void Only_the_loss_record_is_missing_when_the_formatter_throws()
    {
        NewRecorder((_, _, _, _) => throw new FormatException()).Record(17, DropReason.QueueFull);

        Assert.Null(_buffer.TakeBatch(new BatchLimits(1024, ObjectRollingInterval.Day)));
        Assert.Equal(
            "The formatter threw FormatException for the event that reports dropped events. The log itself does not report them.",
            Assert.Single(_notices).Message);
    }

    [Theory]
    [InlineData(EventBodyLimitBytes, true)]
    [InlineData(EventBodyLimitBytes + 1, false)]
    public void Loss_record_is_written_when_it_fits_EventBodyLimitBytes(int lengthBytes, bool isKept)
    {
        // The line feed that is added counts.
        NewRecorder((_, _, _, record) => record.Text.Write(new string('x', lengthBytes - 1))).Record(17, DropReason.QueueFull);

        var account = _buffer.Account;
        Assert.Equal(isKept ? (1L, lengthBytes, 0L) : (0L, 0L, 0L), (account.Accepted, account.PendingBytes, account.Dropped));
        if (isKept)
            return;

        var notice = Assert.Single(_notices);
        Assert.Equal(
            (DeliveryNoticeKind.EventsDropped,
                17L,
                DropReason.QueueFull,
                "The formatter wrote 1025 bytes, above EventBodyLimitBytes (1024), for the event that reports dropped events. "
                + "The log itself does not report them. Raise EventBodyLimitBytes, or make the formatter write less."),
            (notice.Kind, notice.EventCount, notice.Reason, notice.Message));
    }

    public void Dispose() => _buffer.Dispose();

    private LossRecorder NewRecorder(LossEncoder? encoder) =>
        new(_buffer, encoder, EventBodyLimitBytes, new NoticePublisher(_notices.Add, _time), _time);

    private string Buffered()
    {
        var batch = _buffer.TakeBatch(new BatchLimits(1024, ObjectRollingInterval.Day));
        return Encoding.UTF8.GetString(batch!.Bytes.FirstSpan); // Something was written.
    }
}
