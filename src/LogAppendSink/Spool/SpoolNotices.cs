using System.Collections.Concurrent;

namespace LogAppendSink.Spool;

/// <summary>
/// What happened to a spool, for the delivery task to tell: a logging call may be where it happens, and must not run the
/// application's listener.
/// </summary>
internal sealed class SpoolNotices
{
    // A disk that fails again and again must not fill the memory while delivery waits for the store.
    private const int NoticesMax = 100;

    private readonly ConcurrentQueue<DeliveryNotice> _notices = new();

    internal void Post(DeliveryNotice notice)
    {
        if (_notices.Count < NoticesMax)
            _notices.Enqueue(notice);
    }

    internal IReadOnlyList<DeliveryNotice> Take()
    {
        if (_notices.IsEmpty)
            return [];

        var notices = new List<DeliveryNotice>();
        while (_notices.TryDequeue(out var notice))
            notices.Add(notice);
        return notices;
    }
}
