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
    public void Moments_are_read_as_people_type_them(string text, string time) =>
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), TimeText.Parse(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5y")]
    [InlineData("-5m")]
    public void What_is_no_time_is_refused_with_examples(string text) =>
        Assert.Contains("write e.g. 90s", Assert.Throws<FormatException>(() => TimeText.Parse(text, Now)).Message, StringComparison.Ordinal);
}
