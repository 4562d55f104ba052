using System.Globalization;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Passes notices to the application, on a thread that delivery does not wait for. A listener may throw, block, log, flush or dispose.
/// Thread-safe.
/// </summary>
/// <param name="listener">The application's listener; null if it has none.</param>
/// <param name="time">The clock.</param>
/// <param name="queue">Runs the listener; null to run it on the caller's thread.</param>
internal sealed class NoticePublisher(Action<DeliveryNotice>? listener, TimeProvider time, IWorkQueue? queue = null)
{
    /// <summary>The most notices that wait for a listener that does not return. Later ones are skipped and counted.</summary>
    internal const int WaitingMax = 256;

    private readonly ListenerQueue _calls = new(queue ?? InlineQueue.Instance, WaitingMax);
    private int _skipped;

    internal void Publish(DeliveryNotice notice)
    {
        if (listener is null)
            return;

        var stamped = notice with { Timestamp = time.GetUtcNow() };
        if (!_calls.TryPost(() => Call(stamped)))
            Interlocked.Increment(ref _skipped);
    }

    internal void Publish(DeliveryNoticeKind kind, string message, StoreError error) => Publish(new DeliveryNotice(kind, message)
    {
        ObjectKey = error.Key,
        ErrorCode = error.Code,
        RequestId = error.RequestId,
        HttpStatus = error.HttpStatus,
        Exception = error.Exception,
    });

    /// <summary>Completes when the listener has returned from all notices published before.</summary>
    internal Task DrainAsync() => _calls.DrainAsync();

    private void Call(DeliveryNotice notice)
    {
        var skipped = Interlocked.Exchange(ref _skipped, 0);
        var message = skipped == 0 ? notice.Message : string.Create(
            CultureInfo.InvariantCulture,
            $"{notice.Message} ({skipped} notices were skipped after this one, because OnNotice did not return.)");
        listener!(notice with { Message = message }); // Without a listener nothing is queued.
    }
}
