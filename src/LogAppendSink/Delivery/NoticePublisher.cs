using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>Hands notices to the application, which may do with them what it likes without harming delivery.</summary>
internal sealed class NoticePublisher(Action<DeliveryNotice>? listener, TimeProvider time)
{
    internal void Publish(DeliveryNotice notice)
    {
        if (listener is null)
            return;

        try
        {
            listener(notice with { Timestamp = time.GetUtcNow() });
        }
#pragma warning disable CA1031 // The listener is the application's code; whatever it throws must not end delivery.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is nobody left to tell: telling is what failed.
        }
    }

    internal void Publish(DeliveryNoticeKind kind, string message, StoreError error) => Publish(new DeliveryNotice(kind, message)
    {
        ObjectKey = error.Key,
        ErrorCode = error.Code,
        RequestId = error.RequestId,
        HttpStatus = error.HttpStatus,
        Exception = error.Exception,
    });
}
