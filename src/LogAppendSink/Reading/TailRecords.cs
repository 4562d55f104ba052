namespace LogAppendSink.Reading;

/// <summary>The last wanted records of one object, found stretch by stretch from its end. Each has its own memory.</summary>
/// <param name="count">How many at most.</param>
/// <param name="bytesMax">How many bytes they have together at most.</param>
/// <param name="isWanted">Which count; null for all.</param>
internal sealed class TailRecords(int count, long bytesMax, Func<LogRecord, bool>? isWanted)
{
    private readonly List<LogRecord> _records = [];
    private readonly Queue<LogRecord> _stretch = [];
    private long _bytes;
    private long _stretchBytes;

    /// <summary>Whether no more can be taken.</summary>
    internal bool IsFull => _records.Count >= count || IsCut;

    /// <summary>Whether there are fewer than wanted because they have so many bytes.</summary>
    internal bool IsCut { get; private set; }

    internal IReadOnlyList<LogRecord> Records => _records;

    /// <summary>Takes the next record of a stretch, if it is wanted; the oldest of the stretch makes room.</summary>
    internal void Add(LogRecord record)
    {
        if (isWanted?.Invoke(record) == false)
            return;
        _stretch.Enqueue(record with { Bytes = record.Bytes.ToArray() });
        _stretchBytes += record.Bytes.Length;
        while (_stretch.Count > count - _records.Count || (IsTooMuch && _stretch.Count + _records.Count > 1))
        {
            IsCut |= IsTooMuch;
            _stretchBytes -= _stretch.Dequeue().Bytes.Length;
        }
    }

    /// <summary>Ends a stretch; the next one is before it.</summary>
    /// <param name="isWhole">Whether its records are taken.</param>
    internal void EndStretch(bool isWhole = true)
    {
        if (isWhole)
        {
            _records.InsertRange(0, _stretch);
            _bytes += _stretchBytes;
        }

        _stretch.Clear();
        _stretchBytes = 0;
    }

    private bool IsTooMuch => _bytes + _stretchBytes > bytesMax;
}
