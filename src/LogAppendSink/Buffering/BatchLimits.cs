using LogAppendSink.Appending;

namespace LogAppendSink.Buffering;

/// <summary>Where a batch ends.</summary>
/// <param name="SizeLimitBytes">Most bytes; no record is larger.</param>
/// <param name="RollingInterval">The period that all its records share.</param>
internal sealed record BatchLimits(int SizeLimitBytes, ObjectRollingInterval RollingInterval)
{
    internal RollPeriod PeriodOf(DateTimeOffset acceptedAt) => RollPeriod.Of(RollingInterval, acceptedAt);
}
