namespace LogAppendSink.Emulator;

/// <summary>The requests an emulator has seen, in order. Thread-safe.</summary>
public sealed class RequestLog
{
    /// <summary>The latest entries that are kept; the counters count all.</summary>
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
    /// A copy of the latest entries, oldest first. An answered request's outcome is in it before its client sees the answer.
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

    /// <summary>Forgets the entries and begins to count anew.</summary>
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

            var entry = new RequestEntry(
                _total, operation, bucket, key, position, BodyLengthBytes: null, Outcome: "pending", Code: null, Fault: null);
            return _entries.AddLast(entry);
        }
    }

    internal void Update(LinkedListNode<RequestEntry> node, Func<RequestEntry, RequestEntry> change)
    {
        lock (_gate)
            node.Value = change(node.Value);
    }
}
