using System.Buffers;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// The buffer on disk: what it has accepted survives the death of the process, and is delivered exactly once by this run or the
/// next. A record costs one copy into mapped memory under the lock, as in memory, and no system call.
/// </summary>
internal sealed class SpoolBuffer : BoundedBuffer
{
    private static readonly BatchLimits NoLimits = new(int.MaxValue, ObjectRollingInterval.Infinite);

    private readonly SpoolSettings _settings;
    private readonly DamageReporter _damaged;
    private readonly SpoolNotices _notices;
    private readonly SegmentPool _pool;
    private readonly CheckpointFile _checkpoint;
    private readonly CheckpointSaver _saver;
    private readonly SpoolMaintenance _keeper;
    private readonly SpoolReader _reader;
    private readonly OutageReporter _readTrouble;

    // Guarded by the lock; the head is changed by the delivery task alone.
    private SpoolSegment _head;
    private SpoolSegment _tail;
    private long _recordByte;
    private long? _oldestUntakenTicks;

    // Owned by the delivery task: how far it has taken and settled, in records and in bytes of records.
    private readonly LinkedList<TakenBatch> _taken = new();
    private readonly Stack<byte[]> _idleBatches = new();
    private byte[] _batch = [];
    private AppendIntent? _noted;
    private AppendIntent? _unsettled;
    private long? _cutAt;
    private bool _isCutExact;
    private long _takenBytesThrough;
    private long _settledBytesThrough;
    private long _settledThrough;
    private long _countedLosses;

    internal SpoolBuffer(RecoveredSpool recovered, SpoolSettings settings, OssAppendOptions options, PipelineEdges edges, DamageReporter damaged, SpoolNotices notices)
        : base(settings.CapacityBytes, options.QueueFullMode, edges.Continuations, edges.Home)
    {
        _settings = settings;
        _damaged = damaged;
        _notices = notices;
        _pool = recovered.Pool;
        _checkpoint = recovered.Checkpoint;
        _head = recovered.Head;
        _tail = recovered.Tail;
        _recordByte = recovered.NextRecordByte;
        _unsettled = recovered.Unsettled;
        _settledThrough = recovered.DeliveredThrough;
        _settledBytesThrough = _takenBytesThrough = recovered.DeliveredBytes;
        _saver = new CheckpointSaver(_checkpoint, settings, notices, edges.Time);
        _readTrouble = new OutageReporter(notices, "The spool cannot be read; its events stay where they are, and reading is tried again.");
        _reader = new SpoolReader(recovered.Head, recovered.DeliveredThrough, damaged, Committed);
        _keeper = new SpoolMaintenance(_pool, _checkpoint, settings, edges, notices, Written, WakeWaitingCalls);

        NextSequence_NeedsLock = recovered.NextSequence;
        Events.Restore(recovered.PendingEvents + recovered.LostAtEnd);
        Events.Drop(recovered.LostAtEnd, DropReason.SpoolDamaged);
        Restored_NeedsLock(recovered.PendingBytes);
        if (recovered.PendingEvents > 0)
        {
            _oldestUntakenTicks = OldestAtStart(edges.Time);
            Wake();
        }

        _keeper.Start(_head);
    }

    public override AppendIntent? Unsettled => _unsettled;

    public override DateTimeOffset? OldestUntaken
    {
        get
        {
            lock (Gate)
                return _oldestUntakenTicks is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }
    }

    /// <summary>From the oldest segment with a record that is not settled to the last record: what cannot be used again yet.</summary>
    private protected override long OccupiedBytes_NeedsLock =>
        _tail.FirstFrameOverall + _tail.End - SegmentFormat.FirstFrame - _head.FirstFrameOverall;

    public override void Settled(bool isStored, long? through = null)
    {
        var intent = _unsettled ?? throw new InvariantBrokenException("Broken rule: what is settled was unsettled.");
        var oldest = intent.Unconfirmed ?? intent;
        if (!isStored)
        {
            // Smaller where the limit is, while that request can still be told from the earlier ones.
            _unsettled = null;
            _cutAt = oldest.Records.Next;
            _isCutExact = oldest.Contenders >= AppendWriter.ContendersMax;
            return;
        }

        var storedThrough = through ?? oldest.Records.Next;
        _noted = _unsettled = intent.Unconfirmed is null ? null : intent with { Unconfirmed = null };
        lock (Gate)
            Events.Store(storedThrough - _settledThrough);
        _reader.SkipTo(storedThrough);
        if (_unsettled is null)
            Taken(count: 0); // What is missing of the younger one's records is no loss if they are stored.
        Free(storedThrough);
    }

    public override RecordRange? DropUnsettled()
    {
        var intent = _unsettled ?? throw new InvariantBrokenException("Broken rule: what is dropped was unsettled.");
        _isCutExact = true;
        if (TakeThrough(intent.Through, NoLimits) is not { } batch)
        {
            Forget(intent.Through);
            return null;
        }

        _unsettled = null;
        _damaged.KeepDropped(intent.Name.Key, batch);
        Drop(batch, DropReason.RetryTimeLimit);
        return batch.Records;
    }

    /// <summary>The records of <see cref="Unsettled"/>, and those that a longer request to its position has. They stay here until <see cref="MoveOut"/>.</summary>
    /// <exception cref="BufferUnreadableException">The disk refuses.</exception>
    internal IReadOnlyList<Copied> CopyUnsettled()
    {
        var through = _unsettled?.Through ?? throw new InvariantBrokenException("Broken rule: what is copied is unsettled.");
        var records = new List<Copied>();
        var mark = _reader.Here;
        try
        {
            while (_reader.TryPeek(out var next) && next.Sequence < through)
            {
                records.Add(new Copied(_reader.Record(next).ToArray(), next.Sequence, next.AcceptedAt));
                _reader.Advance(next);
            }
        }
        finally
        {
            _reader.GoBack(mark);
        }

        return records;
    }

    /// <summary>Those records are in another spool now, and in its account. What is missing of them was lost to damage.</summary>
    internal void MoveOut(long count)
    {
        var through = _unsettled!.Through; // As copied.
        lock (Gate)
        {
            Events.MoveOut(count);
            Events.Drop(through - _settledThrough - count, DropReason.SpoolDamaged);
        }

        Forget(through);
    }

    /// <summary>Nothing is unsettled any more, and the records below a number are no longer here.</summary>
    private void Forget(long through)
    {
        _unsettled = null;
        _reader.SkipTo(through);
        Taken(count: 0);
        Free(through);
    }

    public override void GiveBack(RecordBatch batch, long? cutAt = null)
    {
        if (IsClosedForGood)
            return;

        var taken = _taken.Last!.Value; // The batch was taken and is not settled.
        Invariant.Holds(taken.Batch == batch, "The youngest batch is given back first.");
        _taken.RemoveLast();
        _reader.GoBack(taken.Start);
        lock (Gate)
        {
            Taken_NeedsLock(-taken.TakenBytes);
            _takenBytesThrough = taken.BytesBefore;
            _oldestUntakenTicks = batch.FirstAcceptedAt.UtcTicks;
        }

        (_cutAt, _isCutExact) = (cutAt, true);
    }

    public override RecordBatch? TakeBatch(BatchLimits limits)
    {
        if (IsClosedForGood)
            return null;

        // An append that is sent again has its very records, or the first of them; some may have been lost since.
        var batch = _cutAt is { } cutAt ? TakeThrough(cutAt, limits) : null; // Cut there again when the disk refuses now.
        _cutAt = null;
        batch ??= TakeThrough(long.MaxValue, limits);

        // What was lost to the last record is over, for the next start too; and what could not be saved is tried again.
        if (batch is null && _taken.Count == 0 && (_reader.Sequence > _settledThrough || _saver.IsRetryDue))
            Free(_reader.Sequence);
        return batch;
    }

    /// <summary>
    /// When the oldest record was accepted; now where that cannot be read yet. Damage before it is not passed here: what an append in doubt has
    /// of the records is known by the number of the first one.
    /// </summary>
    private long OldestAtStart(TimeProvider time)
    {
        try
        {
            if (_reader.TryPeekUndamaged(out var oldest))
                return oldest.AcceptedAtUtcTicks;
        }
        catch (BufferUnreadableException)
        {
            // Read again when a batch is taken.
        }

        return time.GetUtcNow().UtcTicks;
    }

    private RecordBatch? TakeThrough(long sequence, BatchLimits limits)
    {
        var mark = _reader.Here;
        try
        {
            var batch = ReadThrough(sequence, limits);
            _readTrouble.IsOver();
            return batch;
        }
        catch (BufferUnreadableException exception)
        {
            // Half of it would be forgotten.
            _reader.GoBack(mark);
            _readTrouble.Begins(exception.InnerException!); // It is about one.
            throw;
        }
    }

    private RecordBatch? ReadThrough(long sequence, BatchLimits limits)
    {
        var isCut = sequence < long.MaxValue;
        var cut = new BatchCut(limits);
        var (start, first, bytesBefore) = (_reader.Here, _reader.Sequence, _takenBytesThrough);
        var isSmaller = false;
        var mark = 0u;
        while (_reader.TryPeek(out var next) && (isCut ? next.Sequence < sequence : cut.Takes(next.LengthBytes, next.AcceptedAt)))
        {
            isSmaller = isCut && !_isCutExact && !cut.HasRoomFor(next.LengthBytes);
            if (isSmaller)
                break;

            if (isCut)
                cut.Include(next.LengthBytes, next.AcceptedAt);
            if (cut.Count == 1)
                mark = BatchMark.Of(_reader.Segment.Salt, next.Sequence);
            Put(_reader.Record(next), (int)(cut.LengthBytes - next.LengthBytes));
            _reader.Advance(next);
        }

        // Numbers that were lost count in, so that ranges follow each other.
        if (isCut && !isSmaller)
            _reader.SkipTo(sequence);
        var records = new RecordRange(first, _reader.Sequence);
        var takenBytes = Taken(cut.Count);
        if (cut.Count == 0)
            return null;

        var batch = new RecordBatch(new ReadOnlySequence<byte>(_batch, 0, (int)cut.LengthBytes), cut.Count, records, cut.FirstAcceptedAt) { Mark = mark };
        _taken.AddLast(new TakenBatch(batch, _batch, _takenBytesThrough, start, bytesBefore, takenBytes));
        _batch = _idleBatches.TryPop(out var idle) ? idle : [];
        return batch;
    }

    public override void Note(AppendIntent intent)
    {
        // A delivery that outlives its pipeline must not send what the next start may send too.
        if (IsClosedForGood)
            throw new OperationCanceledException("The spool is closed.");
        _noted = intent;
        _saver.Note(intent, _settledBytesThrough);
    }

    public override bool TryWithdraw()
    {
        if (IsClosedForGood)
            return false;
        _noted = null;
        return _saver.TrySave(_settledThrough, _settledBytesThrough, intent: null) && _saver.TryMakeSure();
    }

    public override void Acknowledge(RecordBatch batch)
    {
        lock (Gate)
        {
            if (IsClosedForGood)
                return;
            Events.Store(batch.Count);
        }

        Free(batch.Records.Next);
    }

    public override void Drop(RecordBatch batch, DropReason reason)
    {
        lock (Gate)
        {
            if (IsClosedForGood)
                return;
            Events.Drop(batch.Count, reason);
        }

        Free(batch.Records.Next);
    }

    public override IReadOnlyList<DeliveryNotice> TakeNotices() => _notices.Take();

    public override void Dispose()
    {
        base.Dispose();
        _keeper.Dispose();
        _pool.Dispose();
        _checkpoint.Dispose();
        lock (Gate)
        {
            for (var segment = _head; segment is not null; segment = segment.Next)
                segment.Dispose();
        }
    }

    private protected override uint Checksum(in IncomingRecord record) => FrameFormat.RecordChecksum(record);

    private protected override bool HasPlace_NeedsLock(int lengthBytes, long limitBytes) =>
        OccupiedBytes_NeedsLock + FrameFormat.FrameBytes(lengthBytes) <= limitBytes && (_tail.HasRoomFor(lengthBytes) || _pool.HasRoom);

    private protected override DropReason? Add_NeedsLock(in IncomingRecord record, uint checksum)
    {
        if (FrameFormat.FrameBytes(record.LengthBytes) + sizeof(ulong) > SegmentFormat.FramesEnd(_settings.SegmentBytes) - SegmentFormat.FirstFrame)
            return DropReason.RecordTooLarge; // Of a formatter's own making: what the pipeline takes is smaller.
        if (!_tail.HasRoomFor(record.LengthBytes) && !TryBeginSegment_NeedsLock())
            return _pool.HasRoom ? DropReason.SpoolUnavailable : DropReason.QueueFull;

        _tail.Append(record, checksum, NextSequence_NeedsLock);
        _recordByte += record.LengthBytes;
        _oldestUntakenTicks ??= record.AcceptedAtUtcTicks;
        return null;
    }

    private protected override bool AwaitsRoom_NeedsLock(DropReason refusal)
    {
        if (refusal == DropReason.RecordTooLarge || (refusal == DropReason.SpoolUnavailable && _pool.IsDiskGone))
            return false;
        _keeper.RetrySoon();
        return true;
    }

    private protected override void Added(in IncomingRecord record)
    {
        if (_settings.Durability == BufferDurability.EveryEvent)
            _keeper.FlushThrough(NextSequence);
        else if (record.Level >= RecordLevel.Fatal)
            _keeper.FlushSoon();
        else
            _keeper.Touched();
    }

    private protected override Leftover Leave_NeedsLock(DropReason reason) => new(Events.Pending, IsKept: true);

    private (long End, long NextSequence) Committed(SpoolSegment segment)
    {
        lock (Gate)
            return (segment.End, segment == _tail ? NextSequence_NeedsLock : segment.Next!.FirstSequence); // Only the tail has none.
    }

    private (SpoolSegment Tail, long NextSequence) Written()
    {
        lock (Gate)
            return (_tail, NextSequence_NeedsLock);
    }

    private bool TryBeginSegment_NeedsLock()
    {
        if (_pool.TryTake() is not { } segment)
            return false;

        segment.Begin(NextSequence_NeedsLock, _recordByte, _saver.SureGeneration);
        _tail.Seal(segment);
        _keeper.Sealed(_tail);
        _tail = segment;
        return true;
    }

    private void WakeWaitingCalls()
    {
        lock (Gate)
            Monitor.PulseAll(Gate);
    }

    private void Put(ReadOnlySpan<byte> record, int at)
    {
        if (_batch.Length < at + record.Length)
            Array.Resize(ref _batch, Math.Max(at + record.Length, Math.Max(64 * 1024, _batch.Length * 2)));
        record.CopyTo(_batch.AsSpan(at));
    }

    /// <summary>The reader has moved: what it passed is taken, and what it missed is lost.</summary>
    /// <returns>How many bytes of records were taken.</returns>
    private long Taken(int count)
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
                isKnown = false; // Something is there.
            }

            lock (Gate)
            {
                var isAtEnd = !hasMore && _reader.IsAtEnd;
                if (!hasMore && !isAtEnd)
                    continue; // A record has come since.

                // At the end, what was not found is not there, however it was counted.
                // What is read again is counted once.
                var found = Math.Max(0, _reader.LostEvents - _countedLosses);
                var losses = isAtEnd ? Events.Pending - count - _taken.Sum(taken => taken.Batch.Count) : found;
                var untold = isAtEnd ? losses - found : 0;
                _countedLosses += found;
                Events.Drop(losses, DropReason.SpoolDamaged);
                if (untold > 0)
                    _damaged.TellMissing(untold, "at the end");
                if (isAtEnd)
                    _reader.SkipTo(NextSequence_NeedsLock);

                var through = Math.Max(_takenBytesThrough, _reader.RecordByte);
                var takenBytes = isAtEnd ? UntakenBytes_NeedsLock : Math.Min(through - _takenBytesThrough, UntakenBytes_NeedsLock);
                Taken_NeedsLock(takenBytes);
                _takenBytesThrough = isAtEnd ? _recordByte : through;
                if (isKnown)
                    _oldestUntakenTicks = hasMore ? next.AcceptedAtUtcTicks : null;
                return takenBytes;
            }
        }
    }

    /// <summary>What was taken up to there is settled: its room may be used again, once the checkpoint says so.</summary>
    private void Free(long settledThrough)
    {
        lock (Gate)
        {
            _settledThrough = settledThrough;
            while (_taken.First?.Value is { } taken && taken.Batch.Records.Next <= settledThrough)
            {
                _settledBytesThrough = taken.BytesThrough;
                _idleBatches.Push(taken.Memory);
                _taken.RemoveFirst();
            }

            if (_taken.Count == 0)
                _settledBytesThrough = _takenBytesThrough;
            Freed_NeedsLock(Math.Max(0, PendingBytes_NeedsLock - UntakenBytes_NeedsLock - (_takenBytesThrough - _settledBytesThrough)));
        }

        // A later append may be under way, or acknowledged and no more.
        _noted = _noted is { } noted && noted.Records.First >= settledThrough ? noted with { Unconfirmed = null } : null;
        if (!_saver.TrySave(settledThrough, _settledBytesThrough, _noted))
            return;

        var isSure = false;
        while (HasSettledSegment())
        {
            // Before its mark as waiting for use could outlive the checkpoint that allows it.
            isSure = isSure || _saver.TryMakeSure();
            if (!isSure || TakeSettledSegment() is not { } segment)
                break;
            _pool.Return(segment);
        }

        lock (Gate)
            Freed_NeedsLock(0);
    }

    private bool HasSettledSegment()
    {
        lock (Gate)
            return HasSettledSegment_NeedsLock();
    }

    private SpoolSegment? TakeSettledSegment()
    {
        lock (Gate)
        {
            if (!HasSettledSegment_NeedsLock())
                return null;
            var head = _head;
            _head = head.Next!; // Only the tail has none.
            return head;
        }
    }

    // A delivery that outlives its pipeline must not touch what the next owner has. A batch that is given back is read again from where the
    // reader was before it, which may be the end of an earlier segment.
    private bool HasSettledSegment_NeedsLock() =>
        !IsClosedForGood_NeedsLock
        && _head != _tail
        && _head != _reader.Segment
        && _head != _taken.First?.Value.Start.Segment
        && _head.Next!.FirstSequence <= _settledThrough; // As above.

    /// <summary>A batch that is not settled yet.</summary>
    /// <param name="Batch">The batch.</param>
    /// <param name="Memory">What its bytes lie in.</param>
    /// <param name="BytesThrough">The bytes of records, over the spool's life, up to its end.</param>
    /// <param name="Start">Where the reader was before it.</param>
    /// <param name="BytesBefore">The bytes of records, over the spool's life, that were taken before it.</param>
    /// <param name="TakenBytes">The bytes of records that were taken with it.</param>
    private readonly record struct TakenBatch(RecordBatch Batch, byte[] Memory, long BytesThrough, SpoolReader.Mark Start, long BytesBefore, long TakenBytes);

    /// <summary>A record that was copied.</summary>
    internal readonly record struct Copied(byte[] Bytes, long Sequence, DateTimeOffset AcceptedAt);

    private bool IsClosedForGood
    {
        get
        {
            lock (Gate)
                return IsClosedForGood_NeedsLock;
        }
    }
}
