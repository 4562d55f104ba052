using LogAppendSink.Appending;
using LogAppendSink.Threading;

namespace LogAppendSink.Buffering;

/// <summary>
/// The common part of the buffers in memory and on disk: the byte limit, the counts, the delivery task's wait, and the lock that guards all
/// three. Adding a record costs one copy under the lock, and wakes the delivery task only if it waits for this record.
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
    private bool _hasLeft;

    // The delivery task's wait.
    private long _wakeAtBytes = long.MaxValue;
    private TaskCompletionSource? _waiter;

    /// <param name="limitBytes">The limit of <see cref="OccupiedBytes_NeedsLock"/>.</param>
    /// <param name="fullMode">What happens when the buffer is full.</param>
    /// <param name="continuations">How the delivery task continues if <paramref name="home"/> is null.</param>
    /// <param name="home">The queue on which the delivery task continues, or null.</param>
    private protected BoundedBuffer(long limitBytes, QueueFullMode fullMode, TaskCreationOptions continuations, IWorkQueue? home)
    {
        _admission = new Admission(limitBytes, fullMode);
        _fullMode = fullMode;
        _continuations = home is null ? continuations : TaskCreationOptions.None;
        _home = home;
    }

    /// <summary>
    /// Blocks a logging call until there is room. Releases the lock while it waits. Simulations replace it to advance their clock.
    /// </summary>
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

    /// <summary>The bytes that count against the limit.</summary>
    private protected virtual long OccupiedBytes_NeedsLock => _pendingBytes;

    private protected long PendingBytes_NeedsLock => _pendingBytes;

    private protected bool HasLeft_NeedsLock => _hasLeft;

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

        Complete(waiter);
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
            _hasLeft = _closed is not null;
            _isUrgent = false;
            Monitor.PulseAll(Gate);
            return leftover;
        }
    }

    public abstract void Settle(bool isStored, long? through = null);

    public abstract RecordRange? DropUnsettled();

    public abstract void GiveBack(RecordBatch batch, long? cutAt = null);

    public abstract RecordBatch? TakeBatch(BatchLimits limits);

    public abstract void Note(AppendIntent intent);

    public virtual bool TryWithdraw() => true;

    public abstract void Acknowledge(RecordBatch batch);

    public abstract void Drop(RecordBatch batch, DropReason reason);

    public abstract IReadOnlyList<DeliveryNotice> TakeNotices();

    public virtual void Dispose() => Close(DropReason.Closed);

    /// <summary>Computes the checksum of a record, before the lock is taken.</summary>
    private protected virtual uint Checksum(in IncomingRecord record) => 0;

    /// <summary>Whether a record fits within the limit of its level.</summary>
    private protected virtual bool HasPlace_NeedsLock(int lengthBytes, long limitBytes) =>
        OccupiedBytes_NeedsLock + lengthBytes <= limitBytes;

    /// <summary>Appends the record to the buffer.</summary>
    /// <returns>The reason for the failure; null on success.</returns>
    private protected abstract DropReason? Add_NeedsLock(in IncomingRecord record, uint checksum);

    /// <summary>Schedules a retry for a record that could not be written; the buffer then wakes the waiting logging calls.</summary>
    /// <returns>False if retrying is pointless.</returns>
    private protected virtual bool TryScheduleRetry_NeedsLock(DropReason refusal) => false;

    /// <summary>Called after a record was added, without the lock.</summary>
    private protected virtual void OnAdded(in IncomingRecord record)
    {
    }

    private protected abstract Leftover Leave_NeedsLock(DropReason reason);

    /// <summary>Subtracts records that the delivery task has taken, or that were lost before it could take them.</summary>
    private protected void CountTaken_NeedsLock(long lengthBytes)
    {
        _untakenBytes -= lengthBytes;
        _isUrgent &= _untakenBytes > 0;
    }

    /// <summary>Counts taken records that were settled, and wakes calls that wait for room.</summary>
    private protected void CountFreed_NeedsLock(long lengthBytes)
    {
        _pendingBytes -= lengthBytes;
        Invariant.Holds(_pendingBytes >= _untakenBytes, "Taken records are pending until they are settled.");
        if (_fullMode == QueueFullMode.Wait)
            Monitor.PulseAll(Gate);
    }

    /// <summary>Counts records that an earlier run left.</summary>
    private protected void CountRestored_NeedsLock(long lengthBytes)
    {
        _pendingBytes += lengthBytes;
        _untakenBytes += lengthBytes;
    }

    private protected long UntakenBytes_NeedsLock => _untakenBytes;

    private bool TryWrite(in IncomingRecord record, bool isOwn)
    {
        var checksum = Checksum(record);
        TaskCompletionSource? waiter;

        DropReason? reason;
        lock (Gate)
        {
            DropReason? refusal;
            bool isAdmitted;
            do
            {
                isAdmitted = TryWaitForRoom_NeedsLock(record.LengthBytes, record.Level, isOwn);
                refusal = isAdmitted ? Add_NeedsLock(record, checksum) : null;
            }
            while (refusal is { } failed && TryWaitForStorage_NeedsLock(failed, isOwn));

            reason = isAdmitted ? refusal : _closed ?? DropReason.QueueFull;
            if (reason is null)
            {
                Events.AcceptPending();
                NextSequence_NeedsLock++;
                _pendingBytes += record.LengthBytes;
                _untakenBytes += record.LengthBytes;
                _isUrgent |= record.Level >= RecordLevel.Fatal;
            }
            else if (!isOwn)
            {
                // A loss record is not an event of the application.
                Events.AcceptDropped(reason.Value);
            }

            // Only the delivery task can free storage, even if it has no records to deliver.
            _isUrgent |= refusal is not null && _untakenBytes > 0;
            waiter = refusal is not null ? TakeWaiter_NeedsLock() : TakeWaiterIfDue_NeedsLock();
        }

        Complete(waiter);
        if (reason is null)
            OnAdded(record);
        return reason is null;
    }

    /// <summary>Waits until the record is within the limit of its level, if the mode allows waiting.</summary>
    /// <returns>Whether the record may be added.</returns>
    private bool TryWaitForRoom_NeedsLock(int lengthBytes, RecordLevel level, bool isOwn)
    {
        var limitBytes = _admission.LimitBytesFor(level);

        // An empty buffer accepts any record. Otherwise a large record of a low level could never be added.
        while (!IsClosed_NeedsLock(isOwn) && _pendingBytes > 0 && !HasPlace_NeedsLock(lengthBytes, limitBytes))
        {
            // Wake delivery now: it may wait for a batch that is larger than the buffer can hold.
            _isUrgent |= _untakenBytes > 0;
            if (!CanWait(isOwn))
                return false;

            Complete(TakeWaiterIfDue_NeedsLock());
            WaitForRoom(Gate);
        }

        return !IsClosed_NeedsLock(isOwn);
    }

    /// <summary>Waits until writing the record should be retried, if the mode allows waiting.</summary>
    /// <returns>Whether the caller retries.</returns>
    private bool TryWaitForStorage_NeedsLock(DropReason refusal, bool isOwn)
    {
        if (!CanWait(isOwn) || !TryScheduleRetry_NeedsLock(refusal))
            return false;

        _isUrgent |= _untakenBytes > 0;
        Complete(TakeWaiter_NeedsLock());
        WaitForRoom(Gate);
        return true;
    }

    private bool CanWait(bool isOwn) => _fullMode != QueueFullMode.DropWrite && !isOwn && !DeliveryContext.IsCurrent;

    // A disposed pipeline still writes its own records (loss events) until delivery has ended.
    private bool IsClosed_NeedsLock(bool isOwn) => isOwn ? _hasLeft || _closed is not (null or DropReason.Closed) : _closed is not null;

    /// <summary>Resumes the delivery task, which must never continue on a logging thread.</summary>
    private void Complete(TaskCompletionSource? waiter)
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
