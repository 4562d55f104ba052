using LogAppendSink.Delivery;

namespace LogAppendSink.Buffering;

/// <summary>
/// The buffer in memory: a queue of chunks, bounded in bytes of records, those in flight included. A record costs one copy
/// under one short lock; nobody is woken unless the delivery task waits for just that.
/// </summary>
internal sealed class MemoryBuffer : IRecordBuffer
{
    internal const int ChunkBytes = 256 * 1024;

    // Two batches of the default limit: enough to fill one while the other is in flight, without holding on to a burst.
    private const int IdleChunksMax = 32;

    private readonly object _gate = new();
    private readonly Queue<BufferChunk> _chunks = new();
    private readonly Stack<BufferChunk> _idleChunks = new();
    private readonly Admission _admission;
    private readonly QueueFullMode _fullMode;
    private readonly TaskCreationOptions _continuations;
    private readonly EventAccount _account = new();

    private BufferChunk _tail;
    private long _pendingBytes;
    private long _untakenBytes;
    private long _nextSequence;
    private long _takenSequence;
    private long _givenUpThrough;
    private bool _isUrgent;
    private bool _isWoken;
    private DropReason? _closed;
    private bool _isOver;

    // What the delivery task waits for: one comparison a record, and a wake-up only when it comes true.
    private long _wakeAtBytes = long.MaxValue;
    private TaskCompletionSource? _waiter;

    internal MemoryBuffer(long limitBytes, QueueFullMode fullMode, TaskCreationOptions continuations)
    {
        _admission = new Admission(limitBytes, fullMode);
        _fullMode = fullMode;
        _continuations = continuations;
        _tail = new BufferChunk(ChunkBytes);
        _chunks.Enqueue(_tail);
    }

    public AccountSnapshot Account
    {
        get
        {
            lock (_gate)
                return _account.Snapshot(_pendingBytes);
        }
    }

    public long NextSequence
    {
        get
        {
            lock (_gate)
                return _nextSequence;
        }
    }

    public DateTimeOffset? OldestUntaken
    {
        get
        {
            lock (_gate)
            {
                foreach (var chunk in _chunks)
                {
                    if (chunk.TakenCount < chunk.Count)
                        return chunk[chunk.TakenCount].AcceptedAt;
                }

                return null;
            }
        }
    }

    /// <summary>The bytes that a record takes, with the line feed that is added where it ends in none.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> record) =>
        record.IsEmpty || record[^1] != (byte)'\n' ? record.Length + 1 : record.Length;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        TryWrite(record, level, acceptedAt, isOwn: false);

    public bool TryWriteOwn(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        TryWrite(record, level, acceptedAt, isOwn: true);

    private bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt, bool isOwn)
    {
        var lengthBytes = LengthOf(record);
        var addLineFeed = lengthBytes > record.Length;
        TaskCompletionSource? waiter;

        bool isKept;
        lock (_gate)
        {
            isKept = HasRoom_NeedsLock(lengthBytes, level, isOwn);
            if (isKept)
                Add_NeedsLock(record, addLineFeed, lengthBytes, level, acceptedAt);
            else
                _account.AcceptDropped(_closed ?? DropReason.QueueFull);
            waiter = TakeWaiterIfDue_NeedsLock();
        }

        waiter?.SetResult();
        return isKept;
    }

    public bool Reject(DropReason reason)
    {
        lock (_gate)
            _account.AcceptDropped(_closed ?? reason);
        Wake();
        return false;
    }

    public Task WaitForRecordsAsync(long bytes)
    {
        lock (_gate)
        {
            Invariant.Holds(_waiter is null, "One task waits for records at a time.");
            if (_untakenBytes >= bytes || _isUrgent || _isWoken)
            {
                _isWoken = false;
                return Task.CompletedTask;
            }

            _wakeAtBytes = bytes;
            _waiter = new TaskCompletionSource(_continuations);
            return _waiter.Task;
        }
    }

    public void Wake()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = TakeWaiter_NeedsLock();
            _isWoken = waiter is null;
        }

        waiter?.SetResult();
    }

    public void CancelWait()
    {
        lock (_gate)
            TakeWaiter_NeedsLock();
    }

    public RecordBatch? TakeBatch(BatchLimits limits)
    {
        lock (_gate)
        {
            var stretches = new List<ReadOnlyMemory<byte>>();
            DateTimeOffset? firstAcceptedAt = null;
            var period = default(Appending.RollPeriod);
            var (count, lengthBytes, isCut) = (0, 0L, false);

            foreach (var chunk in _chunks)
            {
                var start = chunk.TakenBytes;
                while (chunk.TakenCount < chunk.Count)
                {
                    var record = chunk[chunk.TakenCount];
                    if (firstAcceptedAt is null)
                        period = limits.PeriodOf((firstAcceptedAt = record.AcceptedAt).Value);

                    isCut = lengthBytes + record.LengthBytes > limits.SizeLimitBytes || !period.Contains(record.AcceptedAt);
                    if (isCut && count > 0)
                        break;

                    chunk.TakenCount++;
                    chunk.TakenBytes += record.LengthBytes;
                    lengthBytes += record.LengthBytes;
                    count++;
                }

                if (chunk.TakenBytes > start)
                    stretches.Add(chunk.Bytes.AsMemory(start, chunk.TakenBytes - start));
                if (isCut)
                    break;
            }

            if (firstAcceptedAt is null)
                return null;

            var firstSequence = _takenSequence;
            _takenSequence += count;
            _untakenBytes -= lengthBytes;
            _isUrgent &= _untakenBytes > 0;
            return new RecordBatch(BatchSegment.Chain(stretches), count, firstSequence, firstAcceptedAt.Value);
        }
    }

    public void Acknowledge(RecordBatch batch)
    {
        lock (_gate)
        {
            if (IsGivenUp_NeedsLock(batch))
                return;
            _account.Store(batch.Count);
            Settle_NeedsLock(batch);
        }
    }

    public void Drop(RecordBatch batch, DropReason reason)
    {
        lock (_gate)
        {
            if (IsGivenUp_NeedsLock(batch))
                return;
            _account.Drop(batch.Count, reason);
            Settle_NeedsLock(batch);
        }
    }

    public void Close(DropReason reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            Monitor.PulseAll(_gate);
        }
    }

    public long DropAll(DropReason reason)
    {
        lock (_gate)
        {
            var count = _account.Pending;
            _account.Drop(count, reason);
            _chunks.Clear();
            _idleChunks.Clear();
            _tail = new BufferChunk(ChunkBytes);
            _chunks.Enqueue(_tail);
            _pendingBytes = 0;
            _untakenBytes = 0;
            _takenSequence = _nextSequence;
            _givenUpThrough = _nextSequence;
            _isOver = _closed is not null;
            _isUrgent = false;
            Monitor.PulseAll(_gate);
            return count;
        }
    }

    public void Dispose() => Close(DropReason.Closed);

    // The delivery task may outlive a shutdown that ran out of time, and come with a batch that is in the account already.
    private bool IsGivenUp_NeedsLock(RecordBatch batch) => batch.FirstSequence < _givenUpThrough;

    private bool HasRoom_NeedsLock(int lengthBytes, RecordLevel level, bool isOwn)
    {
        var limitBytes = _admission.LimitBytesFor(level);

        // An empty buffer takes any record: a large one of a level with less room could otherwise never enter.
        while (!IsClosed_NeedsLock(isOwn) && _pendingBytes > 0 && _pendingBytes + lengthBytes > limitBytes)
        {
            // What waits for company takes the room of those who come, and may never get as much as it waits for.
            _isUrgent |= _untakenBytes > 0;
            if (_fullMode == QueueFullMode.DropWrite || isOwn || DeliveryContext.IsCurrent)
                return false;

            TakeWaiterIfDue_NeedsLock()?.SetResult();
            Monitor.Wait(_gate);
        }

        return !IsClosed_NeedsLock(isOwn);
    }

    // While a disposed pipeline drains, its own records still find their way out; then nothing does.
    private bool IsClosed_NeedsLock(bool isOwn) => isOwn ? _isOver || _closed is not (null or DropReason.Closed) : _closed is not null;

    private void Add_NeedsLock(ReadOnlySpan<byte> record, bool addLineFeed, int lengthBytes, RecordLevel level, DateTimeOffset acceptedAt)
    {
        if (!_tail.HasRoomFor(lengthBytes))
            _tail = AddChunk_NeedsLock(lengthBytes);
        _tail.Add(record, addLineFeed, acceptedAt);

        _account.AcceptPending();
        _nextSequence++;
        _pendingBytes += lengthBytes;
        _untakenBytes += lengthBytes;
        _isUrgent |= level >= RecordLevel.Fatal;
    }

    private BufferChunk AddChunk_NeedsLock(int lengthBytes)
    {
        var chunk = lengthBytes <= ChunkBytes && _idleChunks.TryPop(out var idle) ? idle : new BufferChunk(Math.Max(ChunkBytes, lengthBytes));
        _chunks.Enqueue(chunk);
        return chunk;
    }

    private TaskCompletionSource? TakeWaiterIfDue_NeedsLock() =>
        _untakenBytes >= _wakeAtBytes || _isUrgent ? TakeWaiter_NeedsLock() : null;

    private TaskCompletionSource? TakeWaiter_NeedsLock()
    {
        var waiter = _waiter;
        _waiter = null;
        _wakeAtBytes = long.MaxValue;
        return waiter;
    }

    private void Settle_NeedsLock(RecordBatch batch)
    {
        _pendingBytes -= batch.LengthBytes;
        Invariant.Holds(_pendingBytes >= _untakenBytes, "What is taken is pending until it is settled.");

        var count = batch.Count;
        while (count > 0)
        {
            var head = _chunks.Peek();
            var settled = Math.Min(count, head.TakenCount - head.SettledCount);
            head.SettledCount += settled;
            count -= settled;
            Invariant.Holds(count == 0 || (head.IsSettled && head != _tail), "Batches are settled in the order in which they were taken.");

            if (!head.IsSettled)
                break;
            if (head == _tail)
                head.Clear();
            else
                Retire_NeedsLock(_chunks.Dequeue());
        }

        if (_fullMode == QueueFullMode.Wait)
            Monitor.PulseAll(_gate);
    }

    private void Retire_NeedsLock(BufferChunk chunk)
    {
        if (chunk.Bytes.Length != ChunkBytes || _idleChunks.Count >= IdleChunksMax)
            return;

        chunk.Clear();
        _idleChunks.Push(chunk);
    }
}
