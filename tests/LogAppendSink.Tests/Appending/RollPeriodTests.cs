using System.Globalization;
using LogAppendSink.Appending;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class RollPeriodTests
{
    [Theory]
    [InlineData("Year", "2026-03-01T07:08:09Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("Month", "2026-03-01T07:08:09Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("Day", "2026-03-01T07:08:09Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("Hour", "2026-03-01T07:08:09Z", "2026-03-01T07:00:00Z", "2026-03-01T08:00:00Z")]
    [InlineData("Minute", "2026-03-01T07:08:09Z", "2026-03-01T07:08:00Z", "2026-03-01T07:09:00Z")]
    [InlineData("Day", "2024-02-29T23:59:59Z", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")] // a leap day
    [InlineData("Month", "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("Month", "2025-02-28T12:00:00Z", "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z")]
    [InlineData("Year", "2024-02-29T00:00:00Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData("Month", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("Hour", "2026-12-31T23:59:59Z", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("Day", "2026-03-01T01:30:00+08:00", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z")] // by UTC
    public void Period_contains_its_time(string interval, string time, string start, string end)
    {
        var period = RollPeriod.Of(Enum.Parse<ObjectRollingInterval>(interval), Time(time));

        Assert.Equal(new RollPeriod(Time(start), Time(end)), period);
        Assert.True(period.Contains(Time(time)));
    }

    [Fact]
    public void Period_begins_with_its_first_tick_and_ends_before_the_next_period()
    {
        var period = RollPeriod.Of(ObjectRollingInterval.Day, Time("2026-03-01T12:00:00Z"));

        Assert.True(period.Contains(Time("2026-03-01T00:00:00Z")));
        Assert.False(period.Contains(Time("2026-03-01T00:00:00Z").AddTicks(-1)));
        Assert.True(period.Contains(Time("2026-03-02T00:00:00Z").AddTicks(-1)));
        Assert.False(period.Contains(Time("2026-03-02T00:00:00Z")));
    }

    [Fact]
    public void Without_an_interval_there_is_one_period_for_all_time()
    {
        var period = RollPeriod.Of(ObjectRollingInterval.Infinite, Time("2026-03-01T12:00:00Z"));

        Assert.True(period.Contains(DateTimeOffset.MinValue));
        Assert.True(period.Contains(Time("9999-12-31T00:00:00Z")));
    }

    [Theory]
    [InlineData("Year")]
    [InlineData("Month")]
    [InlineData("Day")]
    [InlineData("Hour")]
    [InlineData("Minute")]
    public void First_and_last_period_of_the_calendar_exist(string interval)
    {
        var kind = Enum.Parse<ObjectRollingInterval>(interval);
        var (first, last) = (DateTimeOffset.MinValue, Time("9999-12-31T23:59:59Z"));

        Assert.True(RollPeriod.Of(kind, first).Contains(first));
        Assert.True(RollPeriod.Of(kind, last).Contains(last));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
