namespace LogAppendSink.Reading;

/// <summary>Collects the last wanted records of one object, stretch by stretch from its end. Each record has its own memory.</summary>
/// <param name="count">The maximum number of records.</param>
/// <param name="bytesMax">The maximum number of bytes of all records.</param>
/// <param name="isWanted">Selects records; null for all.</param>
internal sealed class TailRecords(int count, long bytesMax, Func<LogRecord, bool>? isWanted)
{
    private readonly List<LogRecord> _records = [];
    private readonly Queue<LogRecord> _stretch = [];
    private long _bytes;
    private long _stretchBytes;

    /// <summary>Whether no more records are needed.</summary>
    internal bool IsFull => _records.Count >= count || IsCut;

    /// <summary>Whether there are fewer records than wanted because of the byte limit.</summary>
    internal bool IsCut { get; private set; }

    internal IReadOnlyList<LogRecord> Records => _records;

    /// <summary>Adds the next record of a stretch if it is wanted, and drops the oldest of the stretch if there are too many.</summary>
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
    /// <param name="isWhole">Whether to keep its records.</param>
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
