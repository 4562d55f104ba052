using System.Globalization;
using LogAppendSink.Reading.Filtering;
using Xunit;

namespace LogAppendSink.Tests.Reading.Filtering;

public class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("90s", "2026-03-01T06:58:30Z")]
    [InlineData("30m", "2026-03-01T06:30:00Z")]
    [InlineData("2h", "2026-03-01T05:00:00Z")]
    [InlineData("1.5h", "2026-03-01T05:30:00Z")]
    [InlineData("7D", "2026-02-22T07:00:00Z")]
    [InlineData("1w", "2026-02-22T07:00:00Z")]
    [InlineData("2026-02-28", "2026-02-28T00:00:00Z")]
    [InlineData("2026-02-28T12:00", "2026-02-28T12:00:00Z")]
    [InlineData("2026-02-28T12:00+08:00", "2026-02-28T04:00:00Z")]
    [InlineData("2026-02-28 12:00:01", "2026-02-28T12:00:01Z")]
    [InlineData("2026-02-28T12:00:01.1234567Z", "2026-02-28T12:00:01.1234567Z")]
    [InlineData(" 2026-02-28T12:00:01.5+01:00 ", "2026-02-28T11:00:01.5Z")]
    [InlineData("100000w", "0109-08-18T07:00:00Z")]
    public void Times_are_parsed_as_people_type_them(string text, string time) =>
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), TimeText.Parse(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5y")]
    [InlineData("-5m")]
    [InlineData("1.5")]
    [InlineData("3.1")]
    [InlineData("5/1/2026")]
    [InlineData("May 1")]
    [InlineData("12:00")]
    [InlineData("NaNd")]
    [InlineData("nand")]
    [InlineData("Infinityd")]
    [InlineData("∞d")]
    [InlineData("1e3s")]
    [InlineData("1,000s")]
    [InlineData("100001w")]
    [InlineData("999999999999999999999999999999d")]
    [InlineData("0001-01-01T00:00+14:00")]
    [InlineData("2026-02-30")]
    [InlineData("20260228")]
    public void Invalid_time_is_refused_with_the_valid_forms(string text) =>
        Assert.Contains("write e.g. 90s, 30m, 2h, 7d, 1w (ago), 2026-03-01, 2026-03-01T07:00,", Assert.Throws<FormatException>(
            () => TimeText.Parse(text, Now)).Message, StringComparison.Ordinal);

    [Fact]
    public void Time_before_the_minimum_is_the_minimum() =>
        Assert.Equal(DateTimeOffset.MinValue, TimeText.Parse("1w", DateTimeOffset.MinValue.AddDays(1)));
}
