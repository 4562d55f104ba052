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

    private readonly object _gate = new();
    private readonly IWorkQueue _queue = queue ?? InlineQueue.Instance;
    private int _waiting;
    private int _skipped;

    internal void Publish(DeliveryNotice notice)
    {
        if (listener is null)
            return;

        var stamped = notice with { Timestamp = time.GetUtcNow() };
        lock (_gate)
        {
            if (_waiting == WaitingMax)
            {
                _skipped++;
                return;
            }

            _waiting++;
        }

        _queue.Post(() => Call(stamped));
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
    internal Task DrainAsync() => _queue.DrainAsync();

    private void Call(DeliveryNotice notice)
    {
        int skipped;
        lock (_gate)
        {
            _waiting--;
            (skipped, _skipped) = (_skipped, 0);
        }

        var message = skipped == 0 ? notice.Message : string.Create(
            CultureInfo.InvariantCulture,
            $"{notice.Message} ({skipped} notices were skipped after this one, because OnNotice did not return.)");
        try
        {
            listener!(notice with { Message = message }); // Without a listener nothing is queued.
        }
#pragma warning disable CA1031 // The listener is the application's code; whatever it throws must not end delivery.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The listener is the only place to report to, and it is what failed.
        }
    }
}
