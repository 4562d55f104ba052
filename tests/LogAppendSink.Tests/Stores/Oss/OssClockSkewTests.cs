using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;
using Xunit;
using static LogAppendSink.Tests.Stores.Oss.OssStoreScenario;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>This machine's clock shows 07:00:00, and the store's clock another time.</summary>
public sealed class OssClockSkewTests : IDisposable
{
    private const string Stored = "x-oss-next-append-position: 6";
    private const string StoreTime = "Date: Sun, 01 Mar 2026 09:30:00 GMT";

    private readonly OssStoreScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Theory]
    [InlineData(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")]
    [InlineData(400, "InvalidArgument", "Invalid signing date in Authorization header.")]
    public async Task Time_is_corrected_once_from_the_stores_clock_when_it_is_refused(int status, string code, string message)
    {
        _scenario.Network.AnswerError(status, code, message, headers: StoreTime).Answer(200, Stored);

        var answer = await _scenario.AppendAsync();

        Assert.IsType<AppendResult.Stored>(answer);
        Assert.Equal(["20260301T070000Z", "20260301T093000Z"], _scenario.Network.Sent.Select(sent => sent.Header("x-oss-date")));
        Assert.Equal("Sun, 01 Mar 2026 09:30:00 GMT", _scenario.Network.Sent[1].Header("Date"));
        Assert.Equal("hello\n", TextOf(_scenario.Network.Sent[1].Body));
    }

    [Fact]
    public async Task Correction_is_kept_for_later_requests()
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", headers: StoreTime).Answer(200, Stored).Answer(200, Stored);
        await _scenario.AppendAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));

        await _scenario.AppendAsync();

        Assert.Equal("20260301T093100Z", _scenario.Network.Sent[2].Header("x-oss-date"));
    }

    [Fact]
    public async Task Time_is_corrected_again_when_the_clock_changes_again()
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", headers: StoreTime).Answer(200, Stored);
        await _scenario.AppendAsync();
        _scenario.Time.ShiftWallClock(TimeSpan.FromHours(2.5)); // An administrator corrects this machine's clock.
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", headers: StoreTime).Answer(200, Stored);

        await _scenario.AppendAsync();

        Assert.Equal(["20260301T120000Z", "20260301T093000Z"], _scenario.Network.Sent.Skip(2).Select(sent => sent.Header("x-oss-date")));
    }

    [Fact]
    public async Task Refusal_is_reported_when_the_corrected_request_fails_too()
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", headers: StoreTime).AnswerError(403, "RequestTimeTooSkewed", headers: StoreTime);

        var error = ErrorOf(await _scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.ClockSkew, error.Kind);
        Assert.Equal(2, _scenario.Network.Sent.Count);
    }

    [Theory]
    [InlineData("Server: AliyunOSS")]
    [InlineData("Date: yesterday")]
    [InlineData("Date: Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Date: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Date: Sun, 01 Mar 2026 07:00:00 GMT")] // From a proxy with the same wrong clock.
    public async Task Time_is_corrected_by_ServerTime_when_Date_is_absent_or_implausible(string header)
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", extra: "<ServerTime>2026-03-01T09:30:00.000Z</ServerTime>", headers: header).Answer(200, Stored);

        Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync());
        Assert.Equal("20260301T093000Z", _scenario.Network.Sent[1].Header("x-oss-date"));
    }

    [Fact]
    public async Task Time_is_corrected_by_the_ServerTime_of_a_head()
    {
        _scenario.Network
            .AnswerHeadError(403, "RequestTimeTooSkewed", extra: "<ServerTime>2026-03-01T09:30:00Z</ServerTime>")
            .Answer(200, "Content-Length: 4");

        StoreAssert.Found(await _scenario.DescribeAsync());
        Assert.Equal("20260301T093000Z", _scenario.Network.Sent[1].Header("x-oss-date"));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("1970-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public async Task Time_is_corrected_by_Date_when_ServerTime_is_implausible(string serverTime)
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", extra: $"<ServerTime>{serverTime}</ServerTime>", headers: StoreTime).Answer(200, Stored);

        Assert.IsType<AppendResult.Stored>(await _scenario.AppendAsync());
        Assert.Equal("20260301T093000Z", _scenario.Network.Sent[1].Header("x-oss-date"));
    }

    [Theory]
    [InlineData("Server: AliyunOSS")]
    [InlineData("Date: yesterday")]
    [InlineData("Date: Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task Time_is_not_corrected_when_the_response_has_no_valid_time(string header)
    {
        _scenario.Network.AnswerError(403, "RequestTimeTooSkewed", headers: header);

        var error = ErrorOf(await _scenario.AppendAsync());

        Assert.Equal(StoreErrorKind.ClockSkew, error.Kind);
        Assert.Contains("neither Date nor ServerTime", error.Describe(), StringComparison.Ordinal);
        Assert.Single(_scenario.Network.Sent);
    }
}
