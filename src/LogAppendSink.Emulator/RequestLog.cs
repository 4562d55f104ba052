namespace LogAppendSink.Emulator;

/// <summary>The requests that an emulator has received, in order. Thread-safe.</summary>
public sealed class RequestLog
{
    /// <summary>The number of entries to keep; the counters include all requests.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<RequestEntry> _entries = [];
    private readonly Dictionary<OssOperation, long> _counts = [];
    private long _total;

    internal RequestLog()
    {
    }

    /// <summary>All requests since the start or the last <see cref="Clear"/>.</summary>
    public long TotalCount
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>
    /// Returns the latest entries, oldest first. The outcome of a request is logged before its client sees the response.
    /// </summary>
    public IReadOnlyList<RequestEntry> Entries()
    {
        lock (_gate)
            return [.. _entries];
    }

    /// <summary>The latest entries of one operation, oldest first.</summary>
    public IReadOnlyList<RequestEntry> Entries(OssOperation operation)
    {
        lock (_gate)
            return [.. _entries.Where(entry => entry.Operation == operation)];
    }

    /// <summary>Requests of one operation since the start or the last <see cref="Clear"/>.</summary>
    public long CountOf(OssOperation operation)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(operation);
    }

    /// <summary>Removes the entries and resets the counters.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _counts.Clear();
            _total = 0;
        }
    }

    internal LinkedListNode<RequestEntry> Add(OssOperation operation, string bucket, string key, long? position)
    {
        lock (_gate)
        {
            _total++;
            _counts[operation] = _counts.GetValueOrDefault(operation) + 1;

            if (_entries.Count == Capacity)
                _entries.RemoveFirst();

            return _entries.AddLast(new RequestEntry(_total, operation, bucket, key, position));
        }
    }

    internal void Update(LinkedListNode<RequestEntry> node, Func<RequestEntry, RequestEntry> change)
    {
        lock (_gate)
            node.Value = change(node.Value);
    }
}
