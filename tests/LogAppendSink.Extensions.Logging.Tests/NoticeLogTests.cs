using LogAppendSink.Extensions.Logging.Tests.Support;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

public sealed class NoticeLogTests
{
    [Theory]
    [InlineData(DeliveryNoticeKind.OutageStarted, "Error")]
    [InlineData(DeliveryNoticeKind.OutageEnded, "Information")]
    [InlineData(DeliveryNoticeKind.EventsDropped, "Error")]
    [InlineData(DeliveryNoticeKind.Conflict, "Information")]
    [InlineData(DeliveryNoticeKind.Rolled, "Information")]
    [InlineData(DeliveryNoticeKind.StoreMisbehaved, "Error")]
    [InlineData(DeliveryNoticeKind.PipelineFailed, "Critical")]
    [InlineData(DeliveryNoticeKind.EventsRecovered, "Information")]
    [InlineData(DeliveryNoticeKind.EventsKept, "Information")]
    [InlineData(DeliveryNoticeKind.SpoolDamaged, "Error")]
    [InlineData(DeliveryNoticeKind.SpoolUnavailable, "Error")]
    [InlineData(DeliveryNoticeKind.UnknownSetting, "Warning")]
    [InlineData(DeliveryNoticeKind.EventsSetAside, "Warning")]
    public void Notice_is_logged_with_the_level_of_its_kind(DeliveryNoticeKind kind, string level)
    {
        var lines = new List<string>();
        var notices = new NoticeLog(listener: null);
        notices.ReportTo(new ListLogger(lines));

        notices.Publish(new DeliveryNotice(kind, "m") { Exception = new InvalidOperationException("cause") });

        Assert.Equal([$"{level}: m (cause)"], lines);
    }

    [Fact]
    public void Early_notices_are_logged_once_by_the_first_logger()
    {
        var lines = new List<string>();
        var notices = new NoticeLog(listener: null);
        for (var i = 0; i < 100; i++)
            notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, $"{i}"));

        notices.ReportTo(new ListLogger(lines));
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "later"));

        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => $"Information: {i}"), "Information: later"], lines);
    }

    [Fact]
    public void Notice_is_logged_when_the_listener_throws()
    {
        var lines = new List<string>();
        var notices = new NoticeLog(_ => throw new InvalidOperationException("no"));
        notices.ReportTo(new ListLogger(lines));

        Assert.Throws<InvalidOperationException>(() => notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "m")));

        Assert.Single(lines);
    }

    [Fact]
    public void Table_has_every_kind() =>
        Assert.Equal(13, Enum.GetValues<DeliveryNoticeKind>().Length);
}
