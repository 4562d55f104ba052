using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>Events that come too late, or that there is nothing to store of: in a column of the account, or in the one beside it.</summary>
public class LogPipelineLateEventTests
{
    [Fact]
    public async Task Events_after_disposal_are_dropped_as_closed_and_reported_once()
    {
        await using var scenario = new PipelineScenario();
        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.False(scenario.Write("late\n"));
        Assert.False(scenario.Write(new string('x', 1024 * 1024))); // Too large, and late as well.
        var notice = await scenario.NoticeAsync(DeliveryNoticeKind.EventsDropped);
        Assert.False(scenario.Write("later\n"));

        Assert.Equal((DropReason.Closed, 1L), (notice.Reason, notice.EventCount));
        Assert.StartsWith("An event was logged after its pipeline was disposed", notice.Message, StringComparison.Ordinal);
        Assert.Single(scenario.Notices.All);
        var status = scenario.Pipeline.Status;
        Assert.Equal((3L, 0L, 3L, 0L), (status.Accepted, status.Stored, status.DroppedByReason[DropReason.Closed], status.Pending));
    }

    [Fact]
    public async Task Each_pipeline_reports_one_late_event()
    {
        await using var one = new PipelineScenario();
        await using var other = new PipelineScenario();
        one.Pipeline.Dispose();
        other.Pipeline.Dispose();

        one.Write("late\n");
        other.Write("late\n");

        await one.NoticeAsync(DeliveryNoticeKind.EventsDropped);
        await other.NoticeAsync(DeliveryNoticeKind.EventsDropped);
    }

    [Fact]
    public async Task Late_event_is_counted_when_the_listener_throws()
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = new PipelineScenario(options => options.OnNotice = _ =>
        {
            heard.TrySetResult();
            throw new InvalidOperationException("a listener's fault");
        });
        scenario.Pipeline.Dispose();

        Assert.False(scenario.Write("late\n"));

        await heard.Task.WithDeadline("the report");
    }

    [Fact]
    public async Task Refused_event_is_counted_separately()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();

        scenario.Pipeline.CountRefused();
        scenario.Pipeline.CountRefused();

        var status = scenario.Pipeline.Status;
        Assert.Equal((2L, 1L, 1L, 0L, 0L), (status.Refused, status.Accepted, status.Stored, status.Dropped, status.Pending));
    }

    [Fact]
    public async Task Event_is_refused_and_counted_when_delivery_would_wait_for_itself()
    {
        await using var scenario = new PipelineScenario();

        Task refused;
        using (DeliveryContext.Enter(new DeliveryContext.Mark())) // As in a credentials provider that logs.
            refused = scenario.Pipeline.StoreAsync("audited\n"u8, RecordLevel.Information);

        await Assert.ThrowsAsync<RecordNotStoredException>(() => refused);
        Assert.Equal((1L, 0L), (scenario.Pipeline.Status.Refused, scenario.Pipeline.Status.Accepted));
    }

    [Fact]
    public async Task Status_has_the_time_of_the_pipelines_clock()
    {
        await using var scenario = new PipelineScenario();
        scenario.Time.Advance(TimeSpan.FromHours(3));

        Assert.Equal(scenario.Time.GetUtcNow(), scenario.Pipeline.Status.ReadAt);
    }
}
