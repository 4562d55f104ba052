using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>The limits of a batch.</summary>
/// <param name="SizeLimitBytes">The largest size of a batch. A larger record is a batch of its own.</param>
/// <param name="RollingInterval">The interval of the period that all records of a batch share.</param>
internal sealed record BatchLimits(int SizeLimitBytes, ObjectRollingInterval RollingInterval)
{
    internal RollPeriod PeriodOf(DateTimeOffset acceptedAt) => RollPeriod.Of(RollingInterval, acceptedAt);
}
