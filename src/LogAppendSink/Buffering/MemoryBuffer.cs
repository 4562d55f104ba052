using LogAppendSink.Appending;
using LogAppendSink.Threading;

namespace LogAppendSink.Buffering;

/// <summary>The buffer in memory: a queue of chunks. Its limit applies to the bytes of all records, those in flight included.</summary>
internal sealed class MemoryBuffer : BoundedBuffer
{
    internal const int ChunkBytes = 256 * 1024;

    // Two batches of the default limit, one being filled and one in flight. Chunks are freed only when no record is left to take: they are
    // large objects, and allocating them again during a burst would cause full garbage collections.
    private const int IdleChunksAtRestMax = 32;

    private readonly Queue<BufferChunk> _chunks = new();
    private readonly Stack<BufferChunk> _idleChunks = new();

    private BufferChunk _tail;
    private long _takenSequence;
    private long _abandonedThrough;
    private long? _cutAt;

    internal MemoryBuffer(long limitBytes, QueueFullMode fullMode, TaskCreationOptions continuations, IWorkQueue? home = null)
        : base(limitBytes, fullMode, continuations, home)
    {
        _tail = new BufferChunk(ChunkBytes);
        _chunks.Enqueue(_tail);
    }

    /// <summary>Always null: records in memory do not survive a crash.</summary>
    public override AppendIntent? Unsettled => null;

    public override DateTimeOffset? OldestUntaken
    {
        get
        {
            lock (Gate)
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

    public override void Settle(bool isStored, long? through = null) =>
        throw new InvariantBrokenException("Broken rule: memory holds no append of an earlier run.");

    public override RecordRange? DropUnsettled() => null;

    public override RecordBatch? TakeBatch(BatchLimits limits)
    {
        lock (Gate)
        {
            var regions = new List<ReadOnlyMemory<byte>>();
            var cut = new BatchCut(limits);
            var isCut = false;

            foreach (var chunk in _chunks)
            {
                var start = chunk.TakenBytes;
                while (!isCut && chunk.TakenCount < chunk.Count)
                {
                    var record = chunk[chunk.TakenCount];
                    isCut = _cutAt is { } cutAt
                        ? _takenSequence + cut.Count >= cutAt
                        : !cut.TryInclude(record.LengthBytes, record.AcceptedAt);
                    if (isCut)
                        break;
                    if (_cutAt is not null)
                        cut.Include(record.LengthBytes, record.AcceptedAt);

                    chunk.TakenCount++;
                    chunk.TakenBytes += record.LengthBytes;
                }

                if (chunk.TakenBytes > start)
                    regions.Add(chunk.Bytes.AsMemory(start, chunk.TakenBytes - start));
                if (isCut)
                    break;
            }

            _cutAt = null;
            if (cut.Count == 0)
                return null;

            var records = new RecordRange(_takenSequence, _takenSequence + cut.Count);
            _takenSequence = records.Next;
            CountTaken_NeedsLock(cut.LengthBytes);
            return new RecordBatch(BatchSegment.Chain(regions), cut.Count, records, cut.FirstAcceptedAt);
        }
    }

    public override void GiveBack(RecordBatch batch, long? cutAt = null)
    {
        lock (Gate)
        {
            if (IsAbandoned_NeedsLock(batch))
                return;

            Invariant.Holds(batch.Records.Next == _takenSequence, "The youngest batch is given back first.");
            var count = batch.Count;
            foreach (var chunk in _chunks.Reverse())
            {
                for (; count > 0 && chunk.TakenCount > chunk.SettledCount; count--)
                    chunk.TakenBytes -= chunk[--chunk.TakenCount].LengthBytes;
            }

            _takenSequence = batch.Records.First;
            CountTaken_NeedsLock(-batch.LengthBytes);
            _cutAt = cutAt;
        }
    }

    /// <summary>Does nothing: records in memory do not survive a crash.</summary>
    public override void Note(AppendIntent intent)
    {
    }

    public override void Acknowledge(RecordBatch batch)
    {
        lock (Gate)
        {
            if (IsAbandoned_NeedsLock(batch))
                return;
            Events.Store(batch.Count);
            Settle_NeedsLock(batch);
        }
    }

    public override void Drop(RecordBatch batch, DropReason reason)
    {
        lock (Gate)
        {
            if (IsAbandoned_NeedsLock(batch))
                return;
            Events.Drop(batch.Count, reason);
            Settle_NeedsLock(batch);
        }
    }

    public override IReadOnlyList<DeliveryNotice> TakeNotices() => [];

    private protected override DropReason? Add_NeedsLock(in IncomingRecord record, uint checksum)
    {
        if (!_tail.HasRoomFor(record.LengthBytes))
            _tail = AddChunk_NeedsLock(record.LengthBytes);
        _tail.Add(record);
        return null;
    }

    private protected override Leftover Leave_NeedsLock(DropReason reason)
    {
        var count = Events.Pending;
        Events.Drop(count, reason);
        CountTaken_NeedsLock(UntakenBytes_NeedsLock);
        CountFreed_NeedsLock(PendingBytes_NeedsLock);
        _chunks.Clear();
        _idleChunks.Clear();
        _tail = new BufferChunk(ChunkBytes);
        _chunks.Enqueue(_tail);
        _takenSequence = NextSequence_NeedsLock;
        _abandonedThrough = NextSequence_NeedsLock;
        return new Leftover(count, IsKept: false);
    }

    // After a shutdown that timed out, the delivery task may settle a batch that is already counted as dropped.
    private bool IsAbandoned_NeedsLock(RecordBatch batch) => batch.Records.First < _abandonedThrough;

    private BufferChunk AddChunk_NeedsLock(int lengthBytes)
    {
        var chunk = lengthBytes <= ChunkBytes && _idleChunks.TryPop(out var idle)
            ? idle
            : new BufferChunk(Math.Max(ChunkBytes, lengthBytes));
        _chunks.Enqueue(chunk);
        return chunk;
    }

    private void Settle_NeedsLock(RecordBatch batch)
    {
        CountFreed_NeedsLock(batch.LengthBytes);

        var count = batch.Count;
        while (count > 0)
        {
            var head = _chunks.Peek();
            var settled = Math.Min(count, head.TakenCount - head.SettledCount);
            head.SettledCount += settled;
            count -= settled;
            Invariant.Holds(
                count == 0 || (head.IsSettled && head != _tail),
                "Batches are settled in the order in which they were taken.");

            if (!head.IsSettled)
                break;
            if (head == _tail)
                head.Clear();
            else
                Retire_NeedsLock(_chunks.Dequeue());
        }

        while (UntakenBytes_NeedsLock == 0 && _idleChunks.Count > IdleChunksAtRestMax)
            _idleChunks.Pop();
    }

    private void Retire_NeedsLock(BufferChunk chunk)
    {
        if (chunk.Bytes.Length != ChunkBytes)
            return;

        chunk.Clear();
        _idleChunks.Push(chunk);
    }
}
