using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>The records of an object from a position on, a few hundred kilobytes at a time, with the places where they stand.</summary>
internal sealed class ObjectRecords : IAsyncDisposable
{
    /// <summary>What a compressed object is read by: it becomes ten times that.</summary>
    private const int GzipChunkBytesMax = 512 * 1024;

    private readonly string _key;
    private readonly ObjectChunks _chunks;
    private readonly bool _isGzip;
    private readonly bool _isAtRest;
    private readonly List<LogRecord> _records = [];
    private byte[] _pending = [];
    private int _pendingBytes;
    private long _pendingPosition;
    private int _next;
    private int _skip;

    /// <param name="source">Has the object.</param>
    /// <param name="time">What waits between tries go by.</param>
    /// <param name="entry">The object, up to its length then.</param>
    /// <param name="position">Where a record begins; in a compressed object, a member.</param>
    /// <param name="skip">How many records from there on are passed over.</param>
    /// <param name="isGzip">Whether it is compressed.</param>
    /// <param name="chunkBytes">How much is asked for at a time; <see cref="ObjectChunks.InMemoryMax"/> of it are in memory, and what is made of one.</param>
    internal ObjectRecords(IObjectSource source, TimeProvider time, SearchedObject entry, long position, int skip, bool isGzip, int chunkBytes)
    {
        (_key, _isGzip, _isAtRest, _pendingPosition, _skip) = (entry.Key, isGzip, entry.IsAtRest, position, skip);
        _chunks = new ObjectChunks(source, time, entry.Key, position, entry.LengthBytes, isGzip ? Math.Min(chunkBytes, GzipChunkBytesMax) : chunkBytes);
    }

    /// <summary>Whether records have been read that were not taken yet.</summary>
    internal bool HasNext => _next < _records.Count;

    /// <summary>The first of them.</summary>
    internal LogRecord Next => _records[_next];

    /// <summary>Whether all has been read and taken.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>The earliest time of the records read last; null where none has one.</summary>
    internal DateTimeOffset? EarliestRead { get; private set; }

    /// <summary>Whether an event without a time has been read.</summary>
    internal bool HasUndated { get; private set; }

    /// <summary>Where a reader goes on that has had all that was taken here: a position, and how many records to skip from there.</summary>
    internal (long Position, int Skip) Place => HasNext ? (Next.Position, Next.MemberIndex ?? 0) : (_pendingPosition, _skip);

    internal LogRecord Take() => _records[_next++];

    /// <summary>Reads on, until there are records again or the object ends.</summary>
    /// <exception cref="ObjectReadException">The store does not let us, or the object was deleted or replaced.</exception>
    /// <exception cref="InvalidDataException">These are no records.</exception>
    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        _records.Clear();
        _next = 0;
        while (!HasNext && !IsDone)
        {
            var chunk = await _chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            Add(chunk.Span);
            Split(isEnd: chunk.IsEmpty);
            IsDone = chunk.IsEmpty && !HasNext;
        }
    }

    public ValueTask DisposeAsync() => _chunks.DisposeAsync();

    private void Add(ReadOnlySpan<byte> chunk)
    {
        if (_pendingBytes + chunk.Length > 2 * RecordReader.RecordBytesMax)
            throw new InvalidDataException($"'{_key}' has no whole {(_isGzip ? "gzip member" : "record")} within {_pendingBytes} bytes from {_pendingPosition} on: it is no log of ours, and is passed over.");
        if (_pending.Length < _pendingBytes + chunk.Length)
            Array.Resize(ref _pending, Math.Max(_pendingBytes + chunk.Length, _pending.Length * 2));
        chunk.CopyTo(_pending.AsSpan(_pendingBytes));
        _pendingBytes += chunk.Length;
    }

    private void Split(bool isEnd)
    {
        if (_pendingBytes == 0)
            return;

        var taken = RecordSplitter.Take(_key, _pendingPosition, _pending.AsMemory(0, _pendingBytes), _isGzip, isEnd, _records);
        if (isEnd && _isAtRest && !_isGzip)
            taken += RecordSplitter.TakeLast(_key, _pendingPosition + taken, _pending.AsMemory(taken, _pendingBytes - taken), _records);
        _pending.AsSpan(taken, _pendingBytes - taken).CopyTo(_pending);
        _pendingBytes -= taken;
        _pendingPosition += taken;

        _next = Math.Min(_skip, _records.Count);
        _skip -= _next;
        EarliestRead = null;
        foreach (var record in _records)
        {
            if (record.Timestamp is { } own && !(own >= EarliestRead))
                EarliestRead = own;
            HasUndated |= record.Timestamp is null && !HasUndated && LogEvent.TryParse(record.Bytes, out _);
        }
    }
}
