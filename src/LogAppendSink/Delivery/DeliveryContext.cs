namespace LogAppendSink.Delivery;

/// <summary>
/// Whether the code that runs was called, however deep, by a delivery task: a listener or a credentials provider that logs. Such a call
/// must not wait for room in a buffer, since the task it waits for is its own.
/// </summary>
internal static class DeliveryContext
{
    // It flows with the call, so pipelines do not meet in it.
    private static readonly AsyncLocal<bool> IsDelivery = new();

    internal static bool IsCurrent => IsDelivery.Value;

    /// <summary>From here to the end of the calling asynchronous method, and in all it calls.</summary>
    internal static void Enter() => IsDelivery.Value = true;
}
