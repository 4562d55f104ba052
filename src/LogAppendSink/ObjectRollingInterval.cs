namespace LogAppendSink;

/// <summary>
/// How often a new object begins, in UTC, by the time when the records were accepted.
/// The members match Serilog.Sinks.File's <c>RollingInterval</c>; the name differs to avoid a clash.
/// </summary>
public enum ObjectRollingInterval
{
    /// <summary>Never by time. <c>{Date}</c> cannot be used in <c>ObjectKey</c>.</summary>
    Infinite = 0,

    /// <summary>Every year; <c>{Date}</c> is <c>yyyy</c>.</summary>
    Year = 1,

    /// <summary>Every month; <c>{Date}</c> is <c>yyyyMM</c>.</summary>
    Month = 2,

    /// <summary>Every day at 00:00 UTC; <c>{Date}</c> is <c>yyyyMMdd</c>.</summary>
    Day = 3,

    /// <summary>Every hour; <c>{Date}</c> is <c>yyyyMMdd-HH</c>.</summary>
    Hour = 4,

    /// <summary>Every minute; <c>{Date}</c> is <c>yyyyMMdd-HHmm</c>.</summary>
    Minute = 5,
}
