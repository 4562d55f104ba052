namespace LogAppendSink.Appending;

/// <summary>The period, in UTC, whose records go to objects of one name: [<paramref name="Start"/>, <paramref name="End"/>).</summary>
internal readonly record struct RollPeriod(DateTimeOffset Start, DateTimeOffset End)
{
    internal bool Contains(DateTimeOffset time) => time >= Start && time < End;

    internal static RollPeriod Of(ObjectRollingInterval interval, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return interval switch
        {
            ObjectRollingInterval.Year => From(new DateTime(utc.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc), start => start.AddYears(1)),
            ObjectRollingInterval.Month =>
                From(new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc), start => start.AddMonths(1)),
            ObjectRollingInterval.Day => From(utc.Date, start => start.AddDays(1)),
            ObjectRollingInterval.Hour => From(utc.Date.AddHours(utc.Hour), start => start.AddHours(1)),
            ObjectRollingInterval.Minute => From(utc.Date.AddHours(utc.Hour).AddMinutes(utc.Minute), start => start.AddMinutes(1)),
            _ => new RollPeriod(DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
        };
    }

    private static RollPeriod From(DateTime start, Func<DateTime, DateTime> next)
    {
        // Year 9999 has no next year. Records of such a clock still need a period.
        var end = start.Year == 9999 ? DateTimeOffset.MaxValue : new DateTimeOffset(next(start), TimeSpan.Zero);
        return new RollPeriod(new DateTimeOffset(start, TimeSpan.Zero), end);
    }
}
