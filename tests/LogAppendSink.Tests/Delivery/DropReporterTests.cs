using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class DropReporterTests
{
    private readonly List<DeliveryNotice> _notices = [];
    private readonly DropReporter _reporter;
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    public DropReporterTests() => _reporter = new DropReporter(new NoticePublisher(_notices.Add, new FakeTimeProvider()), losses: null);

    [Theory]
    [InlineData("QueueFull", "the buffer is full (QueueLimitBytes)")]
    [InlineData("RecordTooLarge", "they are larger than EventBodyLimitBytes")]
    [InlineData("RetryTimeLimit", "they could not be stored within RetryTimeLimit")]
    [InlineData("Shutdown", "ShutdownTimeout expired")]
    [InlineData("Closed", "they were logged after the pipeline was disposed")]
    [InlineData("PipelineFailed", "the pipeline has failed")]
    public void Run_of_losses_is_reported_at_its_start_and_with_its_sum_at_its_end(string reason, string why)
    {
        var kind = Enum.Parse<DropReason>(reason);
        Drop(kind, 3);
        _reporter.Report(Account(), hasDelivered: false);
        Drop(kind, 40);
        _reporter.Report(Account(), hasDelivered: true); // still growing
        _reporter.Report(Account(), hasDelivered: false); // not growing, but not known to be over
        _reporter.Report(Account(), hasDelivered: true);
        _reporter.Report(Account(), hasDelivered: true);

        Assert.Equal(
            [$"Events are being dropped: 3 so far, because {why}.", $"Events are no longer being dropped; 43 were, because {why}."],
            _notices.Select(notice => notice.Message));
        Assert.Equal([3L, 43L], _notices.Select(notice => notice.EventCount));
        Assert.All(_notices, notice => Assert.Equal((DeliveryNoticeKind.EventsDropped, kind), (notice.Kind, notice.Reason)));
    }

    [Fact]
    public void Second_run_of_losses_counts_from_its_start()
    {
        TellRow(DropReason.QueueFull, 3);
        _notices.Clear();

        TellRow(DropReason.QueueFull, 2);

        Assert.Equal([2L, 2L], _notices.Select(notice => notice.EventCount));
    }

    [Fact]
    public void Each_reason_has_separate_runs_of_losses()
    {
        Drop(DropReason.QueueFull, 1);
        _reporter.Report(Account(), hasDelivered: false);
        Drop(DropReason.RecordTooLarge, 1);
        _reporter.Report(Account(), hasDelivered: true);

        Assert.Equal(
            [(DropReason.QueueFull, 1L), (DropReason.QueueFull, 1L), (DropReason.RecordTooLarge, 1L)],
            _notices.Select(notice => (notice.Reason!.Value, notice.EventCount)));
    }

    [Fact]
    public void Nothing_is_reported_without_a_loss()
    {
        _reporter.Report(Account(), hasDelivered: false);
        _reporter.Report(Account(), hasDelivered: true);
        _reporter.Finish(Account());

        Assert.Empty(_notices);
    }

    [Fact]
    public void All_losses_are_reported_with_their_sums_at_the_end()
    {
        Drop(DropReason.QueueFull, 1);
        _reporter.Report(Account(), hasDelivered: false);
        Drop(DropReason.QueueFull, 6);
        Drop(DropReason.RecordTooLarge, 2);

        _reporter.Finish(Account());

        Assert.Equal(7, _notices.Last(notice => notice.Reason == DropReason.QueueFull).EventCount);
        Assert.Equal(2, _notices.Last(notice => notice.Reason == DropReason.RecordTooLarge).EventCount);
    }

    private void TellRow(DropReason reason, int count)
    {
        Drop(reason, count);
        _reporter.Report(Account(), hasDelivered: false);
        _reporter.Report(Account(), hasDelivered: true);
    }

    private void Drop(DropReason reason, int count) => _dropped[(int)reason] += count;

    private AccountSnapshot Account() => new(0, 0, 0, 0, [.. _dropped]);
}
