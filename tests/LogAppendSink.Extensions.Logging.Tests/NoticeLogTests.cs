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
    public void A_notice_is_told_with_the_level_of_what_it_tells(DeliveryNoticeKind kind, string level)
    {
        var lines = new List<string>();
        var notices = new NoticeLog(listener: null);
        notices.TellTo(new ListLogger(lines));

        notices.Publish(new DeliveryNotice(kind, "m") { Exception = new InvalidOperationException("cause") });

        Assert.Equal([$"{level}: m (cause)"], lines);
    }

    [Fact]
    public void Notices_wait_for_a_logger_the_first_of_them_and_are_told_once()
    {
        var lines = new List<string>();
        var notices = new NoticeLog(listener: null);
        for (var i = 0; i < 100; i++)
            notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, $"{i}"));

        notices.TellTo(new ListLogger(lines));
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "later"));

        Assert.Equal([.. Enumerable.Range(0, 16).Select(i => $"Information: {i}"), "Information: later"], lines);
    }

    [Fact]
    public void A_listener_that_throws_does_not_keep_a_notice_from_the_log()
    {
        var lines = new List<string>();
        var notices = new NoticeLog(_ => throw new InvalidOperationException("no"));
        notices.TellTo(new ListLogger(lines));

        Assert.Throws<InvalidOperationException>(() => notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, "m")));

        Assert.Single(lines);
    }

    [Fact]
    public void Every_kind_has_a_row_in_the_table_above() =>
        Assert.Equal(13, Enum.GetValues<DeliveryNoticeKind>().Length);
}
