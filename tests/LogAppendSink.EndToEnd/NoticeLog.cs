using LogAppendSink.TestSupport;

namespace LogAppendSink.EndToEnd;

/// <summary>Collects notices, and lets a test wait for one. Thread-safe.</summary>
internal sealed class NoticeLog
{
    private readonly object _gate = new();
    private readonly List<DeliveryNotice> _notices = [];
    private readonly List<(DeliveryNoticeKind Kind, TaskCompletionSource<DeliveryNotice> Seen)> _waits = [];

    internal IReadOnlyList<DeliveryNotice> All
    {
        get
        {
            lock (_gate)
                return _notices.ToList();
        }
    }

    internal IEnumerable<DeliveryNotice> Of(DeliveryNoticeKind kind) => All.Where(notice => notice.Kind == kind);

    internal void Add(DeliveryNotice notice)
    {
        lock (_gate)
        {
            _notices.Add(notice);
            foreach (var wait in _waits.Where(wait => wait.Kind == notice.Kind).ToList())
            {
                wait.Seen.TrySetResult(notice);
                _waits.Remove(wait);
            }
        }
    }

    /// <summary>Waits for the first notice of a kind and returns it.</summary>
    internal Task<DeliveryNotice> FirstAsync(DeliveryNoticeKind kind)
    {
        lock (_gate)
        {
            if (_notices.Find(notice => notice.Kind == kind) is { } notice)
                return Task.FromResult(notice);

            var seen = new TaskCompletionSource<DeliveryNotice>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((kind, seen));
            return seen.Task.WithDeadline($"a notice of kind {kind}");
        }
    }
}
