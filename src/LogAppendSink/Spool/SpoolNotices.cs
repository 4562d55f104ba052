using System.Collections.Concurrent;

namespace LogAppendSink.Spool;

/// <summary>
/// Queues the notices of a spool for the delivery task. The logging calls that raise some of them must not run the application's
/// notice handlers. Thread-safe.
/// </summary>
internal sealed class SpoolNotices
{
    // A disk that fails repeatedly must not fill the memory while delivery waits for the store.
    private const int NoticesMax = 100;

    private readonly ConcurrentQueue<DeliveryNotice> _notices = new();

    internal void Post(DeliveryNotice notice)
    {
        if (_notices.Count < NoticesMax)
            _notices.Enqueue(notice);
    }

    /// <summary>Queues a notice that the spool is unavailable, or available again.</summary>
    internal void Post(string message, Exception? exception = null) =>
        Post(new DeliveryNotice(DeliveryNoticeKind.SpoolUnavailable, message) { Exception = exception });

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
