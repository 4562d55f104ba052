using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// The segments in use, from the oldest with an unsettled record (head) to the one that is written (tail). Guarded by the buffer's lock.
/// </summary>
internal sealed class SegmentChain(RecoveredSpool recovered, SpoolSettings settings, CheckpointSaver saver, SpoolMaintenance maintenance)
    : IDisposable
{
    private readonly SegmentPool _pool = recovered.Pool;
    private SpoolSegment _head = recovered.Head;

    internal SpoolSegment Tail { get; private set; } = recovered.Tail;

    /// <summary>The bytes of all records, over the lifetime of the spool.</summary>
    internal long RecordByte { get; private set; } = recovered.End.RecordByte;

    /// <summary>The bytes from the first frame of the head to the last frame of the tail. They cannot be reused yet.</summary>
    internal long OccupiedBytes => Tail.FirstFrameOverall + Tail.End - SegmentFormat.FirstFrame - _head.FirstFrameOverall;

    internal bool HasRoomFor(int lengthBytes) => Tail.HasRoomFor(lengthBytes) || _pool.HasRoom;

    /// <summary>Writes a record to the tail, or to a new tail if that is full.</summary>
    /// <returns>The reason for which this failed; null on success.</returns>
    internal DropReason? Append(in IncomingRecord record, uint checksum, long sequence)
    {
        // The pipeline accepts smaller records only, but a formatter may write larger ones.
        var framesBytes = SegmentFormat.FramesEnd(settings.SegmentBytes) - SegmentFormat.FirstFrame;
        if (FrameFormat.FrameBytes(record.LengthBytes) + sizeof(ulong) > framesBytes)
            return DropReason.RecordTooLarge;
        if (!Tail.HasRoomFor(record.LengthBytes) && !TryBeginSegment(sequence))
            return _pool.HasRoom ? DropReason.SpoolUnavailable : DropReason.QueueFull;

        Tail.Append(record, checksum, sequence);
        RecordByte += record.LengthBytes;
        return null;
    }

    /// <summary>Removes the head, if all its records are settled and nothing reads it.</summary>
    /// <param name="settledThrough">All records below this number are settled.</param>
    /// <param name="reading">The segment that is read.</param>
    /// <param name="rereadFrom">The segment from which reading resumes if the oldest batch is given back, or null.</param>
    internal SpoolSegment? TakeSettled(long settledThrough, SpoolSegment reading, SpoolSegment? rereadFrom)
    {
        if (!HasSettled(settledThrough, reading, rereadFrom))
            return null;
        var head = _head;
        _head = head.Next!; // Only the tail has no successor.
        return head;
    }

    /// <summary>Whether <see cref="TakeSettled"/> would return a segment.</summary>
    internal bool HasSettled(long settledThrough, SpoolSegment reading, SpoolSegment? rereadFrom) =>
        _head != Tail
        && _head != reading
        && _head != rereadFrom
        && _head.Next!.FirstSequence <= settledThrough; // Only the tail has no successor.

    public void Dispose()
    {
        for (var segment = _head; segment is not null; segment = segment.Next)
            segment.Dispose();
    }

    private bool TryBeginSegment(long sequence)
    {
        if (_pool.TryTake() is not { } segment)
            return false;

        segment.Begin(sequence, RecordByte, saver.DurableGeneration);
        Tail.Seal(segment);
        maintenance.FinishSealed(Tail);
        Tail = segment;
        return true;
    }
}
