using LogAppendSink.Appending;
using LogAppendSink.Threading;

namespace LogAppendSink.Buffering;

/// <summary>The buffer in memory: a queue of chunks, bounded in bytes of records, those in flight included.</summary>
internal sealed class MemoryBuffer : BoundedBuffer
{
    internal const int ChunkBytes = 256 * 1024;

    // Two batches of the default limit: enough to fill one while the other is in flight, without holding on to a burst. While a burst
    // lasts, nothing is let go: chunks are large objects, and each time their space is made anew the whole heap is collected.
    private const int IdleChunksAtRestMax = 32;

    private readonly Queue<BufferChunk> _chunks = new();
    private readonly Stack<BufferChunk> _idleChunks = new();

    private BufferChunk _tail;
    private long _takenSequence;
    private long _givenUpThrough;

    internal MemoryBuffer(long limitBytes, QueueFullMode fullMode, TaskCreationOptions continuations, IWorkQueue? home = null)
        : base(limitBytes, fullMode, continuations, home)
    {
        _tail = new BufferChunk(ChunkBytes);
        _chunks.Enqueue(_tail);
    }

    /// <summary>None: what a crash leaves behind is gone.</summary>
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

    public override void Settled(bool isStored) => throw new InvariantBrokenException("Broken rule: memory remembers no append of an earlier run.");

    public override RecordBatch? TakeBatch(BatchLimits limits)
    {
        lock (Gate)
        {
            var stretches = new List<ReadOnlyMemory<byte>>();
            var cut = new BatchCut(limits);
            var isCut = false;

            foreach (var chunk in _chunks)
            {
                var start = chunk.TakenBytes;
                while (!isCut && chunk.TakenCount < chunk.Count)
                {
                    var record = chunk[chunk.TakenCount];
                    isCut = !cut.Takes(record.LengthBytes, record.AcceptedAt);
                    if (isCut)
                        break;

                    chunk.TakenCount++;
                    chunk.TakenBytes += record.LengthBytes;
                }

                if (chunk.TakenBytes > start)
                    stretches.Add(chunk.Bytes.AsMemory(start, chunk.TakenBytes - start));
                if (isCut)
                    break;
            }

            if (cut.Count == 0)
                return null;

            var records = new RecordRange(_takenSequence, _takenSequence + cut.Count);
            _takenSequence = records.Next;
            Taken_NeedsLock(cut.LengthBytes);
            return new RecordBatch(BatchSegment.Chain(stretches), cut.Count, records, cut.FirstAcceptedAt);
        }
    }

    /// <summary>Memory dies with the process: there is nothing to note for.</summary>
    public override void Note(AppendIntent intent)
    {
    }

    public override void Acknowledge(RecordBatch batch)
    {
        lock (Gate)
        {
            if (IsGivenUp_NeedsLock(batch))
                return;
            Events.Store(batch.Count);
            Settle_NeedsLock(batch);
        }
    }

    public override void Drop(RecordBatch batch, DropReason reason)
    {
        lock (Gate)
        {
            if (IsGivenUp_NeedsLock(batch))
                return;
            Events.Drop(batch.Count, reason);
            Settle_NeedsLock(batch);
        }
    }

    public override IReadOnlyList<DeliveryNotice> TakeNews() => [];

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
        Taken_NeedsLock(UntakenBytes_NeedsLock);
        Freed_NeedsLock(PendingBytes_NeedsLock);
        _chunks.Clear();
        _idleChunks.Clear();
        _tail = new BufferChunk(ChunkBytes);
        _chunks.Enqueue(_tail);
        _takenSequence = NextSequence_NeedsLock;
        _givenUpThrough = NextSequence_NeedsLock;
        return new Leftover(count, IsKept: false);
    }

    // The delivery task may outlive a shutdown that ran out of time, and come with a batch that is in the account already.
    private bool IsGivenUp_NeedsLock(RecordBatch batch) => batch.Records.First < _givenUpThrough;

    private BufferChunk AddChunk_NeedsLock(int lengthBytes)
    {
        var chunk = lengthBytes <= ChunkBytes && _idleChunks.TryPop(out var idle) ? idle : new BufferChunk(Math.Max(ChunkBytes, lengthBytes));
        _chunks.Enqueue(chunk);
        return chunk;
    }

    private void Settle_NeedsLock(RecordBatch batch)
    {
        Freed_NeedsLock(batch.LengthBytes);

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
