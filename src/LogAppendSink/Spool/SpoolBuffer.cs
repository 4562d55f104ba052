using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// The buffer on disk. Accepted records survive the end of the process, and this run or the next one delivers them exactly once. Adding a
/// record costs one copy into mapped memory under the lock, and no system call.
/// </summary>
internal sealed class SpoolBuffer : BoundedBuffer
{
    private static readonly BatchLimits NoLimits = new(int.MaxValue, ObjectRollingInterval.Infinite);

    private readonly DamageReporter _damage;
    private readonly SpoolNotices _notices;
    private readonly SegmentPool _pool;
    private readonly CheckpointFile _checkpoint;
    private readonly CheckpointSaver _saver;
    private readonly SpoolMaintenance _maintenance;
    private readonly DiskOutageReporter _readOutage;

    // Guarded by the lock; only the delivery task removes segments.
    private readonly SegmentChain _segments;
    private long? _oldestUntakenTicks;

    // Owned by the delivery task.
    private readonly SpoolReader _reader;
    private readonly BatchReader _batches;
    private readonly TakenBatches _taken;
    private readonly UnsettledAppend _unsettled;
    private long _countedLosses;

    internal SpoolBuffer(
        RecoveredSpool recovered,
        SpoolSettings settings,
        OssAppendOptions options,
        PipelineEdges edges,
        DamageReporter damage,
        SpoolNotices notices)
        : base(settings.CapacityBytes, options.QueueFullMode, edges.Continuations, edges.Home)
    {
        _damage = damage;
        _notices = notices;
        _pool = recovered.Pool;
        _checkpoint = recovered.Checkpoint;
        _unsettled = new UnsettledAppend(recovered.Unsettled);
        _saver = new CheckpointSaver(_checkpoint, settings, notices, edges.Time);
        _readOutage = new DiskOutageReporter(notices, "The spool cannot be read; its events stay on disk, and reading is retried.");
        _reader = new SpoolReader(recovered.Head, recovered.Delivered.Sequence, damage, Committed);
        _batches = new BatchReader(_reader);
        _taken = new TakenBatches(recovered.Delivered);
        _maintenance = new SpoolMaintenance(_pool, _checkpoint, settings, edges, notices, Written, WakeWaitingCalls);
        _segments = new SegmentChain(recovered, settings, _saver, _maintenance);

        NextSequence_NeedsLock = recovered.End.Sequence;
        Events.Restore(recovered.PendingEvents + recovered.LostAtEnd);
        Events.Drop(recovered.LostAtEnd, DropReason.SpoolDamaged);
        CountRestored_NeedsLock(recovered.PendingBytes);
        if (recovered.PendingEvents > 0)
        {
            _oldestUntakenTicks = _reader.OldestTicks() ?? edges.Time.GetUtcNow().UtcTicks;
            Wake();
        }

        _maintenance.Start(recovered.Head);
    }

    public override AppendIntent? Unsettled => _unsettled.Intent;

    public override DateTimeOffset? OldestUntaken
    {
        get
        {
            lock (Gate)
                return _oldestUntakenTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }
    }

    private protected override long OccupiedBytes_NeedsLock => _segments.OccupiedBytes;

    private bool HasLeft
    {
        get
        {
            lock (Gate)
                return HasLeft_NeedsLock;
        }
    }

    public override void Settle(bool isStored, long? through = null)
    {
        if (!isStored)
        {
            _unsettled.Repeat();
            return;
        }

        var appendThrough = _unsettled.RemoveStored();
        var storedThrough = through ?? appendThrough;
        _saver.Keep(Unsettled);
        lock (Gate)
            Events.Store(storedThrough - _taken.Settled.Sequence);
        _reader.SkipTo(storedThrough);
        if (Unsettled is null)
            CountTaken(count: 0); // Not before: missing records of the younger append are not lost if they are stored.
        Free(storedThrough);
    }

    public override RecordRange? DropUnsettled()
    {
        var intent = _unsettled.Required;
        if (TryTake(NoLimits, intent.Through, isCutExact: true) is not { } batch)
        {
            Forget(intent.Through);
            return null;
        }

        _unsettled.Remove();
        _damage.ReportDropped(intent.Name.Key, batch);
        Drop(batch, DropReason.RetryTimeLimit);
        return batch.Records;
    }

    /// <summary>
    /// Copies the records of <see cref="Unsettled"/>, and of longer requests to its position. They stay in this spool until
    /// <see cref="MoveOut"/>.
    /// </summary>
    /// <exception cref="BufferUnreadableException">The disk returned an error.</exception>
    internal IReadOnlyList<CopiedRecord> CopyUnsettled() => _reader.CopyThrough(_unsettled.Required.Through);

    /// <summary>Removes the copied records, which another spool counts now. Records that could not be copied are lost.</summary>
    internal void MoveOut(long count)
    {
        var through = _unsettled.Required.Through;
        lock (Gate)
        {
            Events.MoveOut(count);
            Events.Drop(through - _taken.Settled.Sequence - count, DropReason.SpoolDamaged);
        }

        Forget(through);
    }

    public override void GiveBack(RecordBatch batch, long? cutAt = null)
    {
        if (HasLeft)
            return;

        var taken = _taken.RemoveYoungest(batch);
        _reader.GoBack(taken.Start);
        lock (Gate)
        {
            CountTaken_NeedsLock(-taken.TakenBytes);
            _oldestUntakenTicks = batch.FirstAcceptedAt.UtcTicks;
        }

        _unsettled.Cut(cutAt);
    }

    public override RecordBatch? TakeBatch(BatchLimits limits)
    {
        if (HasLeft)
            return null;

        // A repeated append has the same records, or the first of them. All of them may have been lost. If the disk fails, the cut stays.
        var batch = _unsettled.CutAt is { } cutAt ? TryTake(limits, cutAt, _unsettled.IsCutExact) : null;
        _unsettled.EndCut();
        batch ??= TryTake(limits);

        // Records lost at the end must be settled for the next start too, and a failed save is retried.
        if (batch is null && _taken.IsEmpty && (_reader.Sequence > _taken.Settled.Sequence || _saver.IsRetryDue))
            Free(_reader.Sequence);
        return batch;
    }

    public override void Note(AppendIntent intent)
    {
        // After a shutdown that timed out, the next owner may send the same records.
        if (HasLeft)
            throw new OperationCanceledException("The spool is closed.");
        _saver.Note(intent, _taken.Settled);
    }

    public override bool TryWithdraw() => !HasLeft && _saver.TryWithdraw(_taken.Settled);

    public override void Acknowledge(RecordBatch batch) => SettleBatch(batch, () => Events.Store(batch.Count));

    public override void Drop(RecordBatch batch, DropReason reason) => SettleBatch(batch, () => Events.Drop(batch.Count, reason));

    public override IReadOnlyList<DeliveryNotice> TakeNotices() => _notices.Take();

    public override void Dispose()
    {
        base.Dispose();
        _maintenance.Dispose();
        _pool.Dispose();
        _checkpoint.Dispose();
        lock (Gate)
            _segments.Dispose();
    }

    private protected override uint Checksum(in IncomingRecord record) => FrameFormat.RecordChecksum(record);

    private protected override bool HasPlace_NeedsLock(int lengthBytes, long limitBytes) =>
        OccupiedBytes_NeedsLock + FrameFormat.FrameBytes(lengthBytes) <= limitBytes && _segments.HasRoomFor(lengthBytes);

    private protected override DropReason? Add_NeedsLock(in IncomingRecord record, uint checksum)
    {
        if (_segments.Append(record, checksum, NextSequence_NeedsLock) is { } refusal)
            return refusal;
        _oldestUntakenTicks ??= record.AcceptedAtUtcTicks;
        return null;
    }

    private protected override bool TryScheduleRetry_NeedsLock(DropReason refusal)
    {
        if (refusal == DropReason.RecordTooLarge || (refusal == DropReason.SpoolUnavailable && _pool.IsDiskGone))
            return false;
        _maintenance.RetrySoon();
        return true;
    }

    private protected override void OnAdded(in IncomingRecord record) => _maintenance.FlushAdded(record.Level);

    private protected override Leftover Leave_NeedsLock(DropReason reason) => new(Events.Pending, IsKept: true);

    private (long End, long NextSequence) Committed(SpoolSegment segment)
    {
        lock (Gate)
            return (segment.End, segment.Next?.FirstSequence ?? NextSequence_NeedsLock); // Only the tail has no successor.
    }

    private (SpoolSegment Tail, long NextSequence) Written()
    {
        lock (Gate)
            return (_segments.Tail, NextSequence_NeedsLock);
    }

    private void WakeWaitingCalls()
    {
        lock (Gate)
            Monitor.PulseAll(Gate);
    }

    private void SettleBatch(RecordBatch batch, Action count)
    {
        lock (Gate)
        {
            if (HasLeft_NeedsLock)
                return;
            count();
        }

        Free(batch.Records.Next);
    }

    private RecordBatch? TryTake(BatchLimits limits, long? cutAt = null, bool isCutExact = false)
    {
        var (start, bytesBefore) = (_reader.Here, _taken.BytesThrough);
        try
        {
            var read = _batches.Read(limits, cutAt, isCutExact);
            var takenBytes = CountTaken(read?.Batch.Count ?? 0);
            _readOutage.ReportSuccess();
            if (read is not var (batch, memory))
                return null;

            _taken.Add(new TakenBatches.Entry(batch, memory, start, bytesBefore, _taken.BytesThrough, takenBytes));
            return batch;
        }
        catch (BufferUnreadableException exception)
        {
            // Otherwise the records read so far would be skipped.
            _reader.GoBack(start);
            _readOutage.ReportFailure(exception.InnerException!); // Always an error of the disk.
            throw;
        }
    }

    /// <summary>Removes the unsettled append, and the records below a number.</summary>
    private void Forget(long through)
    {
        _unsettled.Remove();
        _reader.SkipTo(through);
        CountTaken(count: 0);
        Free(through);
    }

    /// <summary>Counts the records that the reader has passed as taken, and those that it found missing as lost.</summary>
    /// <returns>The bytes of records that were taken.</returns>
    private long CountTaken(int count)
    {
        while (true)
        {
            var (hasMore, isKnown, next) = (true, true, default(Frame));
            try
            {
                hasMore = _reader.TryPeek(out next);
            }
            catch (BufferUnreadableException)
            {
                isKnown = false; // There are more records.
            }

            lock (Gate)
            {
                var isAtEnd = !hasMore && _reader.IsAtEnd;
                if (!hasMore && !isAtEnd)
                    continue; // A record was added since.

                // Losses are counted once, even if the reader passes them again. At the end, all other records that are still pending are
                // lost too.
                var found = Math.Max(0, _reader.LostEvents - _countedLosses);
                var losses = isAtEnd ? Events.Pending - count - _taken.RecordCount : found;
                _countedLosses += found;
                Events.Drop(losses, DropReason.SpoolDamaged);
                if (losses > found)
                    _damage.ReportMissing(losses - found, "at the end");
                if (isAtEnd)
                    _reader.SkipTo(NextSequence_NeedsLock);

                var through = Math.Max(_taken.BytesThrough, _reader.RecordByte);
                var takenBytes = isAtEnd
                    ? UntakenBytes_NeedsLock
                    : Math.Min(through - _taken.BytesThrough, UntakenBytes_NeedsLock);
                CountTaken_NeedsLock(takenBytes);
                _taken.BytesThrough = isAtEnd ? _segments.RecordByte : through;
                if (isKnown)
                    _oldestUntakenTicks = hasMore ? next.AcceptedAtUtcTicks : null;
                return takenBytes;
            }
        }
    }

    /// <summary>Settles the taken records below a number. Their segments are reused once the checkpoint is saved.</summary>
    private void Free(long settledThrough)
    {
        lock (Gate)
        {
            _batches.Recycle(_taken.SettleThrough(settledThrough));
            var inFlightBytes = _taken.BytesThrough - _taken.Settled.RecordByte;
            CountFreed_NeedsLock(Math.Max(0, PendingBytes_NeedsLock - UntakenBytes_NeedsLock - inFlightBytes));
        }

        if (!_saver.TrySave(_taken.Settled))
            return;

        // A power loss must not keep a segment's new header and lose the checkpoint.
        if (HasSettledSegment() && _saver.TryMakeDurable())
        {
            while (TakeSettledSegment() is { } segment)
                _pool.Return(segment);
        }

        lock (Gate)
            CountFreed_NeedsLock(0);
    }

    private bool HasSettledSegment()
    {
        lock (Gate)
            return !HasLeft_NeedsLock && _segments.HasSettled(_taken.Settled.Sequence, _reader.Segment, _taken.FirstSegment);
    }

    private SpoolSegment? TakeSettledSegment()
    {
        // After a shutdown that timed out, another process may own the segments.
        lock (Gate)
            return HasLeft_NeedsLock ? null : _segments.TakeSettled(_taken.Settled.Sequence, _reader.Segment, _taken.FirstSegment);
    }
}
