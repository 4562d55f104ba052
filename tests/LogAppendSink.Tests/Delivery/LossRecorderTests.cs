using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public sealed class LossRecorderTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<DeliveryNotice> _notices = [];
    private readonly MemoryBuffer _buffer = new(64 * 1024, QueueFullMode.DropWrite, TaskCreationOptions.None);

    [Fact]
    public void A_loss_is_told_in_the_log_itself_as_an_event()
    {
        NewRecorder(encoder: null).Record(17, DropReason.QueueFull);

        Assert.Equal(
            "{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"@mt\":\"{DroppedEvents} events were dropped: {DropReason}\",\"@l\":\"Error\",\"DroppedEvents\":17,\"DropReason\":\"QueueFull\",\"SourceContext\":\"LogAppendSink\"}\n",
            Buffered());
    }

    [Fact]
    public void A_front_end_tells_it_in_its_own_format()
    {
        NewRecorder((droppedEvents, reason, _, record) => record.Text.Write($"{droppedEvents} lost, {reason}\n")).Record(17, DropReason.QueueFull);

        Assert.Equal("17 lost, QueueFull\n", Buffered());
    }

    [Fact]
    public void A_format_that_throws_costs_only_that_event()
    {
        NewRecorder((_, _, _, _) => throw new FormatException()).Record(17, DropReason.QueueFull);

        Assert.Null(_buffer.TakeBatch(new BatchLimits(1024, ObjectRollingInterval.Day)));
        Assert.Equal(
            "The formatter threw FormatException for the event that tells of dropped events, so the log itself does not tell of them.",
            Assert.Single(_notices).Message);
    }

    [Fact]
    public async Task After_an_outage_that_was_longer_than_the_buffer_the_log_shows_its_gap()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(
            options =>
            {
                options.QueueLimitBytes = 64 * 1024;
                options.BatchSizeLimitBytes = 64 * 1024;
                options.EventBodyLimitBytes = 1024;
            },
            _ => isAway ? StoreFault.Unreachable : StoreFault.None);
        for (var number = 0; number < 100; number++)
            scenario.Write(new string('x', 1023) + "\n", RecordLevel.Error);
        isAway = false;

        while (scenario.Pipeline.Status.Accepted == 100)
        {
            await Task.WhenAny(scenario.Time.WaitForTimerAsync(), scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded));
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Pipeline.FlushAsync().WithDeadline("the rest to be stored");
        Assert.Contains("\"DroppedEvents\":36,\"DropReason\":\"QueueFull\"", scenario.TextOf("app.clef"), StringComparison.Ordinal);
        var status = scenario.Pipeline.Status;
        Assert.Equal((101, 65, 36, 0), (status.Accepted, status.Stored, status.Dropped, status.Pending));
    }

    public void Dispose() => _buffer.Dispose();

    private LossRecorder NewRecorder(LossEncoder? encoder) => new(_buffer, encoder, new NoticePublisher(_notices.Add, _time), _time);

    private string Buffered() => Encoding.UTF8.GetString(_buffer.TakeBatch(new BatchLimits(1024, ObjectRollingInterval.Day))!.Bytes.FirstSpan); // Something was written.
}
