using LogAppendSink.Delivery;
using LogAppendSink.Stores;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class OutageReporterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<DeliveryNotice> _notices = [];
    private readonly OutageReporter _reporter;

    public OutageReporterTests() => _reporter = new OutageReporter(new NoticePublisher(_notices.Add, _time), _time);

    [Fact]
    public void Outage_is_reported_at_its_start_and_its_end_only()
    {
        var error = ErrorOf(StoreErrorKind.AccessDenied) with
        {
            HttpStatus = 403,
            Code = "AccessDenied",
            RequestId = "5C3D",
            Hint = "Check this.",
        };

        for (var i = 0; i < 5; i++)
        {
            _reporter.Failed(error);
            _time.Advance(TimeSpan.FromSeconds(1.5));
        }

        _reporter.Succeeded();
        _reporter.Succeeded();

        Assert.Equal([DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], _notices.Select(notice => notice.Kind));
        Assert.Equal(
            "OSS refused the append to 'app.clef' in bucket 'acme-logs': 403 AccessDenied (request 5C3D). Check this. "
            + "Events are kept and retried.",
            _notices[0].Message);
        Assert.Equal("OSS stores events again, after 7.5 s and 5 failed attempts.", _notices[1].Message);
    }

    [Fact]
    public void Notice_has_the_details_of_the_error()
    {
        var exception = new InvalidOperationException();
        _reporter.Failed(
            ErrorOf(StoreErrorKind.Refused) with { HttpStatus = 400, Code = "InvalidArgument", RequestId = "5C3D", Exception = exception });

        var notice = Assert.Single(_notices);
        Assert.Equal(
            ("app.clef", "InvalidArgument", "5C3D", 400), (notice.ObjectKey, notice.ErrorCode, notice.RequestId, notice.HttpStatus));
        Assert.Same(exception, notice.Exception);
        Assert.Equal(_time.GetUtcNow(), notice.Timestamp);
    }

    [Theory]
    [InlineData("ConnectionLost")]
    [InlineData("ServerError")]
    [InlineData("Throttled")]
    public void Often_transient_error_is_reported_when_it_repeats(string kind)
    {
        var error = ErrorOf(Enum.Parse<StoreErrorKind>(kind));

        _reporter.Failed(error);
        _reporter.Succeeded();
        _reporter.Failed(error);
        Assert.Empty(_notices);
        _reporter.Failed(error);

        Assert.Equal(DeliveryNoticeKind.OutageStarted, Assert.Single(_notices).Kind);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Timeout")]
    [InlineData("Unreadable")]
    [InlineData("InvalidCredentials")]
    [InlineData("ExpiredCredentials")]
    [InlineData("NoCredentials")]
    [InlineData("ClockSkew")]
    [InlineData("NoSuchBucket")]
    [InlineData("WrongEndpoint")]
    [InlineData("Refused")]
    public void Lasting_error_is_reported_at_once(string kind)
    {
        _reporter.Failed(ErrorOf(Enum.Parse<StoreErrorKind>(kind)));

        Assert.Single(_notices);
    }

    [Fact]
    public void Second_outage_is_reported_separately()
    {
        _reporter.Failed(ErrorOf(StoreErrorKind.Unreachable));
        _reporter.Succeeded();
        _time.Advance(TimeSpan.FromMinutes(1));
        _reporter.Failed(ErrorOf(StoreErrorKind.Unreachable));
        _time.Advance(TimeSpan.FromSeconds(1));
        _reporter.Succeeded();

        Assert.Equal(4, _notices.Count);
        Assert.Equal("OSS stores events again, after 1.0 s and 1 failed attempts.", _notices[3].Message);
    }

    private static StoreError ErrorOf(StoreErrorKind kind) => new(kind, "append to", "app.clef", "acme-logs");
}
