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

    /// <summary>Users filter by these numbers and names, and docs/messages.md has a section for each: never change one.</summary>
    [Theory]
    [InlineData(DeliveryNoticeKind.OutageStarted, "1001 OutageStarted")]
    [InlineData(DeliveryNoticeKind.OutageEnded, "1002 OutageEnded")]
    [InlineData(DeliveryNoticeKind.EventsDropped, "1003 EventsDropped")]
    [InlineData(DeliveryNoticeKind.Conflict, "1004 Conflict")]
    [InlineData(DeliveryNoticeKind.Rolled, "1005 Rolled")]
    [InlineData(DeliveryNoticeKind.StoreMisbehaved, "1006 StoreMisbehaved")]
    [InlineData(DeliveryNoticeKind.PipelineFailed, "1007 PipelineFailed")]
    [InlineData(DeliveryNoticeKind.EventsRecovered, "1008 EventsRecovered")]
    [InlineData(DeliveryNoticeKind.EventsKept, "1009 EventsKept")]
    [InlineData(DeliveryNoticeKind.SpoolDamaged, "1010 SpoolDamaged")]
    [InlineData(DeliveryNoticeKind.SpoolUnavailable, "1011 SpoolUnavailable")]
    [InlineData(DeliveryNoticeKind.UnknownSetting, "1012 UnknownSetting")]
    [InlineData(DeliveryNoticeKind.EventsSetAside, "1013 EventsSetAside")]
    public void Notice_has_a_stable_event_id_and_name(DeliveryNoticeKind kind, string expected)
    {
        var logger = new EventIdLogger();
        var notices = new NoticeLog(listener: null);
        notices.ReportTo(logger);

        notices.Publish(new DeliveryNotice(kind, "m"));

        Assert.Equal([expected], logger.Ids);
    }

    [Fact]
    public void Lost_event_has_an_event_id_of_its_own()
    {
        var logger = new EventIdLogger();
        var notices = new NoticeLog(listener: null);
        notices.ReportTo(logger);

        notices.EventLost(new InvalidOperationException("cause"));

        Assert.Equal(["1000 EventNotEncoded"], logger.Ids);
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
