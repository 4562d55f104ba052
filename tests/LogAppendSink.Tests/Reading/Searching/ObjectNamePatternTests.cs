using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Reading.Searching;

public class ObjectNamePatternTests
{
    private const string Standard = "logs/{Application}/{Date}/{Host}.clef";

    [Theory]
    [InlineData(Standard, ObjectRollingInterval.Day, "logs/shop/20260301/web-1.clef", "2026-03-01T00:00/2026-03-02T00:00", "web-1")]
    [InlineData(Standard, ObjectRollingInterval.Day, "logs/shop/20260301/web-1.clef.gz", "2026-03-01T00:00/2026-03-02T00:00", "web-1")]
    [InlineData(Standard, ObjectRollingInterval.Hour, "logs/shop/20260301-07/web-1.clef", "2026-03-01T07:00/2026-03-01T08:00", "web-1")]
    // of the time before the interval was changed
    [InlineData(Standard, ObjectRollingInterval.Hour, "logs/shop/20260301/web-1.clef", "2026-03-01T00:00/2026-03-02T00:00", "web-1")]
    [InlineData(Standard, ObjectRollingInterval.Month, "logs/shop/202603/web-1.clef", "2026-03-01T00:00/2026-04-01T00:00", "web-1")]
    [InlineData(
        "l/{Date:yyyy/MM/dd}/{Host}-{Process}.clef",
        ObjectRollingInterval.Hour,
        "l/2026/03/01/web-77.clef",
        "2026-03-01T00:00/2026-03-02T00:00",
        "web")]
    [InlineData(
        "l/{Host}/{Date:yyyyMMdd}.clef", ObjectRollingInterval.Month, "l/web/20260301.clef", "2026-03-01T00:00/2026-04-01T00:00", "web")]
    [InlineData("{Date:yyyy}/{Host}/{Date:MMdd}", ObjectRollingInterval.Day, "2026/web/0301", "2026-03-01T00:00/2026-03-02T00:00", "web")]
    [InlineData("l/{Host}.clef", ObjectRollingInterval.Infinite, "l/web.clef", null, "web")]
    [InlineData(Standard, ObjectRollingInterval.Day, "other/2026-03-01/web.clef", "2026-03-01T00:00/2026-03-02T00:00", "web")]
    [InlineData(Standard, ObjectRollingInterval.Day, "other/2026/03/01/web.clef", "2026-03-01T00:00/2026-03-02T00:00", "web")]
    [InlineData(Standard, ObjectRollingInterval.Day, "other/20260301-0715.clef", "2026-03-01T07:15/2026-03-01T07:16", null)]
    [InlineData(Standard, ObjectRollingInterval.Day, "other/build-20260301/99999999/web.clef", null, null)]
    public void Key_gives_period_and_host(string template, ObjectRollingInterval interval, string key, string? period, string? host)
    {
        var pattern = ObjectNamePattern.For(new OssAppendOptions { ObjectKey = template, RollingInterval = interval });

        var place = pattern.Of(key, _ => false);

        Assert.Equal(period, place.Period is { } found ? $"{found.Start:yyyy-MM-ddTHH:mm}/{found.End:yyyy-MM-ddTHH:mm}" : null);
        Assert.Equal(host, place.Host);
    }

    [Theory]
    [InlineData("web-001.clef", "web.clef", "web")]
    [InlineData("web-002.clef", "web-001.clef", "web")]
    [InlineData("web-002.clef.gz", "web-001.clef.gz", "web")]
    [InlineData("web-001.clef", "", "web-001")] // ten hosts are named so
    [InlineData("web-002.clef", "web-003.clef", "web-002")]
    public void Number_is_a_roll_index_when_the_previous_object_exists(string name, string other, string host)
    {
        var pattern = ObjectNamePattern.For(new OssAppendOptions { ObjectKey = Standard });

        Assert.Equal(host, pattern.Of($"logs/shop/20260301/{name}", key => key == $"logs/shop/20260301/{other}").Host);
    }

    [Theory]
    [InlineData("2026-03-01T10:00", 100, true)]
    [InlineData("2026-02-28T10:00", 100, false)] // the day before
    [InlineData("2026-03-02T10:00", 100, false)] // the day after
    [InlineData("2026-03-02T00:04", 100, true)]
    [InlineData("2026-03-01T10:00", 0, false)]
    public void Object_is_selected_by_the_date_in_its_key(string from, int lengthBytes, bool mayHave)
    {
        var start = DateTimeOffset.Parse($"{from}Z", System.Globalization.CultureInfo.InvariantCulture);
        var pattern = ObjectNamePattern.For(new OssAppendOptions { ObjectKey = Standard });
        var entry = new ObjectEntry("logs/shop/20260301/web.clef", lengthBytes, start.AddDays(9), IsAppendObject: true);

        Assert.Equal(mayHave, ObjectSelection.MayHave(entry, pattern.Of(entry.Key, _ => false), start, start.AddHours(1)));
    }

    [Theory]
    [InlineData(-16, false)]
    [InlineData(-14, true)]
    [InlineData(60, true)]
    public void Object_unchanged_since_the_start_is_not_selected(int changedMinutesAfterFrom, bool mayHave)
    {
        var from = new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);
        var entry = new ObjectEntry("web.clef", 100, from.AddMinutes(changedMinutesAfterFrom), IsAppendObject: true);

        Assert.Equal(mayHave, ObjectSelection.MayHave(entry, default, from, from.AddHours(1)));
    }
}
