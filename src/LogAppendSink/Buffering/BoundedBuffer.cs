using LogAppendSink.Appending;
using LogAppendSink.Threading;

namespace LogAppendSink.Buffering;

/// <summary>
/// What every buffer has, wherever its records lie: a bound in bytes, the account, the wait of the delivery task, and one lock that
/// guards them all. A record costs one copy under that lock; nobody is woken unless the delivery task waits for just that.
/// </summary>
internal abstract class BoundedBuffer : IRecordBuffer
{
    private readonly Admission _admission;
    private readonly QueueFullMode _fullMode;
    private readonly TaskCreationOptions _continuations;
    private readonly IWorkQueue? _home;

    private long _pendingBytes;
    private long _untakenBytes;
    private bool _isUrgent;
    private bool _isWoken;
    private DropReason? _closed;
    private bool _isOver;

    // What the delivery task waits for: one comparison a record, and a wake-up only when it comes true.
    private long _wakeAtBytes = long.MaxValue;
    private TaskCompletionSource? _waiter;

    /// <param name="limitBytes">The bound, in the bytes of <see cref="OccupiedBytes_NeedsLock"/>.</param>
    /// <param name="fullMode">What happens at the bound.</param>
    /// <param name="continuations">How the wait of the delivery task continues, if there is no <paramref name="home"/>.</param>
    /// <param name="home">Where the wait of the delivery task continues.</param>
    private protected BoundedBuffer(long limitBytes, QueueFullMode fullMode, TaskCreationOptions continuations, IWorkQueue? home)
    {
        _admission = new Admission(limitBytes, fullMode);
        _fullMode = fullMode;
        _continuations = home is null ? continuations : TaskCreationOptions.None;
        _home = home;
    }

    /// <summary>How a logging call waits for room: lets go of the lock until another thread pulses it. A simulation moves its clock instead.</summary>
    internal Action<object> WaitForRoom { private get; init; } = static gate => Monitor.Wait(gate);

    public AccountSnapshot Account
    {
        get
        {
            lock (Gate)
                return Events.Snapshot(_pendingBytes);
        }
    }

    public long NextSequence
    {
        get
        {
            lock (Gate)
                return NextSequence_NeedsLock;
        }
    }

    public long UntakenBytes
    {
        get
        {
            lock (Gate)
                return _untakenBytes;
        }
    }

    public abstract AppendIntent? Unsettled { get; }

    public abstract DateTimeOffset? OldestUntaken { get; }

    private protected object Gate { get; } = new();

    private protected EventAccount Events { get; } = new();

    private protected long NextSequence_NeedsLock { get; set; }

    /// <summary>What counts against the bound.</summary>
    private protected virtual long OccupiedBytes_NeedsLock => _pendingBytes;

    private protected long PendingBytes_NeedsLock => _pendingBytes;

    private protected bool IsClosedForGood_NeedsLock => _isOver;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        TryWrite(new IncomingRecord(record, level, acceptedAt), isOwn: false);

    public bool TryWriteOwn(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        TryWrite(new IncomingRecord(record, level, acceptedAt), isOwn: true);

    public bool Reject(DropReason reason)
    {
        lock (Gate)
            Events.AcceptDropped(_closed ?? reason);
        Wake();
        return false;
    }

    public void Refuse()
    {
        lock (Gate)
            Events.Refuse();
    }

    public Task WaitForRecordsAsync(long bytes)
    {
        lock (Gate)
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
        lock (Gate)
        {
            waiter = TakeWaiter_NeedsLock();
            _isWoken = waiter is null;
        }

        End(waiter);
    }

    public void CancelWait()
    {
        lock (Gate)
            TakeWaiter_NeedsLock();
    }

    public void Close(DropReason reason)
    {
        lock (Gate)
        {
            _closed ??= reason;
            Monitor.PulseAll(Gate);
        }
    }

    public Leftover Leave(DropReason reason)
    {
        lock (Gate)
        {
            var leftover = Leave_NeedsLock(reason);
            _isOver = _closed is not null;
            _isUrgent = false;
            Monitor.PulseAll(Gate);
            return leftover;
        }
    }

    public abstract void Settled(bool isStored, long? through = null);

    public abstract RecordRange? DropUnsettled();

    public abstract void GiveBack(RecordBatch batch, long? cutAt = null);

    public abstract RecordBatch? TakeBatch(BatchLimits limits);

    public abstract void Note(AppendIntent intent);

    public virtual bool TryWithdraw() => true;

    public abstract void Acknowledge(RecordBatch batch);

    public abstract void Drop(RecordBatch batch, DropReason reason);

    public abstract IReadOnlyList<DeliveryNotice> TakeNews();

    public virtual void Dispose() => Close(DropReason.Closed);

    /// <summary>What can be computed of a record before the lock is taken.</summary>
    private protected virtual uint Checksum(in IncomingRecord record) => 0;

    /// <summary>Whether the record has a place, within what its level may fill.</summary>
    private protected virtual bool HasPlace_NeedsLock(int lengthBytes, long limitBytes) => OccupiedBytes_NeedsLock + lengthBytes <= limitBytes;

    /// <summary>Puts the record at the end.</summary>
    /// <returns>Why it could not; null when it could.</returns>
    private protected abstract DropReason? Add_NeedsLock(in IncomingRecord record, uint checksum);

    /// <summary>
    /// Whether room may come for a record that could not be put in. If so, the buffer wakes the waiting call when it is worth another try.
    /// </summary>
    private protected virtual bool AwaitsRoom_NeedsLock(DropReason refusal) => false;

    /// <summary>The same, once the lock is released.</summary>
    private protected virtual void Added(in IncomingRecord record)
    {
    }

    private protected abstract Leftover Leave_NeedsLock(DropReason reason);

    /// <summary>So many bytes of records have gone to the delivery task, or were lost before it came to them.</summary>
    private protected void Taken_NeedsLock(long lengthBytes)
    {
        _untakenBytes -= lengthBytes;
        _isUrgent &= _untakenBytes > 0;
    }

    /// <summary>So many bytes of records, taken before, make room.</summary>
    private protected void Freed_NeedsLock(long lengthBytes)
    {
        _pendingBytes -= lengthBytes;
        Invariant.Holds(_pendingBytes >= _untakenBytes, "What is taken is pending until it is settled.");
        if (_fullMode == QueueFullMode.Wait)
            Monitor.PulseAll(Gate);
    }

    /// <summary>So many bytes of records are there that nobody put in: an earlier run did.</summary>
    private protected void Restored_NeedsLock(long lengthBytes)
    {
        _pendingBytes += lengthBytes;
        _untakenBytes += lengthBytes;
    }

    private protected long UntakenBytes_NeedsLock => _untakenBytes;

    private bool TryWrite(in IncomingRecord record, bool isOwn)
    {
        var checksum = Checksum(record);
        TaskCompletionSource? waiter;

        bool isKept;
        var isRefused = false;
        lock (Gate)
        {
            isKept = HasRoom_NeedsLock(record.LengthBytes, record.Level, isOwn);
            var refusal = isKept ? Add_NeedsLock(record, checksum) : null;
            while (refusal is { } missing && WaitsForRoom_NeedsLock(missing, isOwn))
            {
                isKept = HasRoom_NeedsLock(record.LengthBytes, record.Level, isOwn);
                refusal = isKept ? Add_NeedsLock(record, checksum) : null;
            }

            if (!isKept)
            {
                // A record that tells of losses is no event of the application's: what is lost is told elsewhere too.
                if (!isOwn)
                    Events.AcceptDropped(_closed ?? DropReason.QueueFull);
            }
            else if (refusal is { } reason)
            {
                isKept = false;
                if (!isOwn)
                    Events.AcceptDropped(reason);
                isRefused = true;
                _isUrgent |= _untakenBytes > 0;
            }
            else
            {
                Events.AcceptPending();
                NextSequence_NeedsLock++;
                _pendingBytes += record.LengthBytes;
                _untakenBytes += record.LengthBytes;
                _isUrgent |= record.Level >= RecordLevel.Fatal;
            }

            // The delivery task may have to make room that only it can make, though nothing waits to be delivered.
            waiter = isRefused ? TakeWaiter_NeedsLock() : TakeWaiterIfDue_NeedsLock();
        }

        End(waiter);
        if (isKept)
            Added(record);
        return isKept;
    }

    private bool HasRoom_NeedsLock(int lengthBytes, RecordLevel level, bool isOwn)
    {
        var limitBytes = _admission.LimitBytesFor(level);

        // An empty buffer takes any record: a large one of a level with less room could otherwise never enter.
        while (!IsClosed_NeedsLock(isOwn) && _pendingBytes > 0 && !HasPlace_NeedsLock(lengthBytes, limitBytes))
        {
            // What waits for company takes the room of those who come, and may never get as much as it waits for.
            _isUrgent |= _untakenBytes > 0;
            if (_fullMode == QueueFullMode.DropWrite || isOwn || DeliveryContext.IsCurrent)
                return false;

            End(TakeWaiterIfDue_NeedsLock());
            WaitForRoom(Gate);
        }

        return !IsClosed_NeedsLock(isOwn);
    }

    /// <summary>A disk without room is a full buffer: the caller waits, where it is to.</summary>
    /// <returns>Whether it has waited; if so, the record is tried again.</returns>
    private bool WaitsForRoom_NeedsLock(DropReason refusal, bool isOwn)
    {
        if (_fullMode == QueueFullMode.DropWrite || isOwn || DeliveryContext.IsCurrent || !AwaitsRoom_NeedsLock(refusal))
            return false;

        // Delivery frees what it has delivered, and reports what the disk refuses.
        _isUrgent |= _untakenBytes > 0;
        End(TakeWaiter_NeedsLock());
        WaitForRoom(Gate);
        return true;
    }

    // While a disposed pipeline drains, its own records still find their way out; then nothing does.
    private bool IsClosed_NeedsLock(bool isOwn) => isOwn ? _isOver || _closed is not (null or DropReason.Closed) : _closed is not null;

    /// <summary>Ends the wait of the delivery task, which continues at home: never on a thread that logs.</summary>
    private void End(TaskCompletionSource? waiter)
    {
        if (waiter is not null && _home is not null)
            _home.Post(waiter.SetResult);
        else
            waiter?.SetResult();
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
}
