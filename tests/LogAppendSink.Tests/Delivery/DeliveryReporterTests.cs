using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using LogAppendSink.Stores;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public sealed class DeliveryReporterTests : IDisposable
{
    private static readonly RollPeriod Always = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    private static readonly ObjectName First = new("app.clef", Always, 0);
    private static readonly ObjectName Second = new("app-001.clef", Always, 1);

    private readonly List<DeliveryNotice> _notices = [];
    private readonly PipelineMetrics _metrics;
    private readonly DeliveryReporter _reporter;

    public DeliveryReporterTests()
    {
        var time = new FakeTimeProvider();
        var edges = new PipelineEdges(time, new Random(1), _ => throw new NotSupportedException()) { CallsListenersInline = true };
        _metrics = new PipelineMetrics("acme-logs", "app.clef", edges);
        _metrics.Publish(() => new AccountSnapshot(0, 0, 0, 0, DroppedByReason: []), () => null);
        _reporter = new DeliveryReporter(new NoticePublisher(_notices.Add, time), _metrics, losses: null, "acme-logs", time);
    }

    public void Dispose() => _metrics.Dispose();

    [Theory]
    [InlineData("Period", "a new period began")]
    [InlineData("Full", "it is full")]
    [InlineData("Conflict", "another writer appends to it")]
    [InlineData("NotAppendable", "it accepts no appends (sealed, immutable, or not made by appends)")]
    [InlineData("Replaced", "another process deleted or replaced it")]
    [InlineData("Suspect", "the store's responses about it are inconsistent")]
    public void Roll_is_reported_with_its_reason(string reason, string why)
    {
        _reporter.Rolled(First, Second, Enum.Parse<RollReason>(reason));

        var notice = Assert.Single(_notices);
        Assert.Equal($"Rolled from 'app.clef' to 'app-001.clef' in bucket 'acme-logs': {why}.", notice.Message);
        Assert.Equal((DeliveryNoticeKind.Rolled, "app-001.clef"), (notice.Kind, notice.ObjectKey));
        Assert.Equal(1, _reporter.Progress.Rolls);
    }

    [Theory]
    [InlineData("Continue", "Another writer appends to 'app.clef' in bucket 'acme-logs'. This sink appends after it; nothing is lost. Set OnConflict to Roll to give each writer its own object.")]
    [InlineData("Roll", "Another writer appends to 'app.clef' in bucket 'acme-logs'. This sink continues in the next object; nothing is lost.")]
    public void Conflict_is_reported_once_per_object_and_counted_each_time(string mode, string message)
    {
        var onConflict = Enum.Parse<ConflictMode>(mode);

        _reporter.Conflicted(First, onConflict);
        _reporter.Conflicted(First, onConflict);
        _reporter.Conflicted(Second, onConflict);

        Assert.Equal(message, _notices[0].Message);
        Assert.Equal(["app.clef", "app-001.clef"], _notices.Select(notice => notice.ObjectKey));
        Assert.All(_notices, notice => Assert.Equal(DeliveryNoticeKind.Conflict, notice.Kind));
        Assert.Equal(3, _reporter.Progress.Conflicts);
    }

    [Fact]
    public void Inconsistent_store_is_reported()
    {
        _reporter.Misbehaved(First, "it acknowledged an append with the end 6 bytes, where 5 bytes was expected");

        var notice = Assert.Single(_notices);
        Assert.Equal(
            "The store's responses about 'app.clef' in bucket 'acme-logs' are inconsistent: it acknowledged an append with the end 6 bytes, where 5 bytes was expected. "
            + "The sink checks the append and continues in the next object.",
            notice.Message);
        Assert.Equal(DeliveryNoticeKind.StoreMisbehaved, notice.Kind);
    }

    [Theory]
    [InlineData(false, false, "7 events were still buffered when ShutdownTimeout (00:00:05) expired, and are lost.")]
    [InlineData(true, false, "7 events were still buffered when ShutdownTimeout (00:00:05) expired, and are lost. Some were sent without a response and may be stored.")]
    [InlineData(true, true, "7 events were still buffered when ShutdownTimeout (00:00:05) expired, and are lost. Some were sent without a response and may be stored. OSS did not respond to the append to 'app.clef' in bucket 'acme-logs'.")]
    public void Remaining_events_are_reported_with_number_and_cause_at_shutdown(bool isInDoubt, bool hasFailed, string message)
    {
        if (hasFailed)
            _reporter.Failed(new StoreError(StoreErrorKind.ConnectionLost, "append to", "app.clef", "acme-logs"));

        _reporter.ReportLeftover(new Leftover(7, IsKept: false), isInDoubt, TimeSpan.FromSeconds(5));

        var notice = Assert.Single(_notices);
        Assert.Equal(message, notice.Message);
        Assert.Equal((DeliveryNoticeKind.EventsDropped, 7L, DropReason.Shutdown), (notice.Kind, notice.EventCount, notice.Reason));
    }

    [Fact]
    public void Nothing_is_reported_at_shutdown_when_no_event_remains()
    {
        _reporter.ReportLeftover(new Leftover(0, IsKept: false), isInDoubt: false, TimeSpan.FromSeconds(5));

        Assert.Empty(_notices);
    }

    [Fact]
    public void Bug_is_reported_with_the_lost_events()
    {
        var exception = new InvariantBrokenException("Broken rule: x.");

        _reporter.ReportFailure(exception, new Leftover(7, IsKept: false));

        var notice = Assert.Single(_notices);
        Assert.Equal(
            "Delivery has stopped because of a bug in LogAppendSink (InvariantBrokenException: Broken rule: x.); "
            + "7 buffered events and all later ones are lost. Restart the application and report this bug.",
            notice.Message);
        Assert.Equal((DeliveryNoticeKind.PipelineFailed, 7L, DropReason.PipelineFailed), (notice.Kind, notice.EventCount, notice.Reason));
        Assert.Same(exception, notice.Exception);
    }

    [Fact]
    public void Reporter_continues_when_a_listener_throws()
    {
        var time = new FakeTimeProvider();
        var reporter = new DeliveryReporter(
            new NoticePublisher(_ => throw new InvalidOperationException(), time), _metrics, losses: null, "acme-logs", time);

        reporter.Rolled(First, Second, RollReason.Full);

        Assert.Equal(1, reporter.Progress.Rolls);
    }
}
