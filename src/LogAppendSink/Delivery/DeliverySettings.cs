using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>The settings of the delivery task, taken from the options once.</summary>
/// <param name="BatchLimits">Where a batch ends.</param>
/// <param name="BufferingTimeLimit">Longest a record waits for company.</param>
/// <param name="EagerlyEmitFirstEvent">Whether the very first record waits for none.</param>
/// <param name="RetryTimeLimit">How long a batch is tried; null for ever.</param>
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
