using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>The settings of the delivery task, taken from the options once.</summary>
/// <param name="BatchLimits">Limits of a batch.</param>
/// <param name="BufferingTimeLimit">The longest time a record waits for more records.</param>
/// <param name="EagerlyEmitFirstEvent">Whether the first record is sent without waiting.</param>
/// <param name="RetryTimeLimit">How long a batch is retried; null for no limit.</param>
internal sealed record DeliverySettings(
    BatchLimits BatchLimits,
    TimeSpan BufferingTimeLimit,
    bool EagerlyEmitFirstEvent,
    TimeSpan? RetryTimeLimit)
{
    internal static DeliverySettings Of(OssAppendOptions options) => new(
        new BatchLimits(options.BatchSizeLimitBytes, options.RollingInterval),
        options.BufferingTimeLimit,
        options.EagerlyEmitFirstEvent,
        options.RetryTimeLimit);
}
