using System.Buffers;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>Reads batches into memory that is reused. Owned by the delivery task.</summary>
internal sealed class BatchReader(SpoolReader reader)
{
    private const int MemoryBytesMin = 64 * 1024;

    private readonly Stack<byte[]> _idle = new();
    private byte[] _memory = [];

    /// <summary>Reads the next batch.</summary>
    /// <param name="limits">The limits of the batch.</param>
    /// <param name="cutAt">The record before which the batch ends, regardless of the period; null to apply all limits.</param>
    /// <param name="isCutExact">Whether the batch ends there regardless of its size too.</param>
    /// <returns>The batch and its memory; null if there are no records.</returns>
    /// <exception cref="BufferUnreadableException">The disk returned an error. The caller must move the reader back.</exception>
    internal (RecordBatch Batch, byte[] Memory)? Read(BatchLimits limits, long? cutAt, bool isCutExact)
    {
        var cut = new BatchCut(limits);
        var first = reader.Sequence;
        var isSmaller = false;
        var mark = 0u;
        while (reader.TryPeek(out var next)
            && (cutAt is null ? cut.TryInclude(next.LengthBytes, next.AcceptedAt) : next.Sequence < cutAt))
        {
            isSmaller = cutAt is not null && !isCutExact && !cut.HasRoomFor(next.LengthBytes);
            if (isSmaller)
                break;

            if (cutAt is not null)
                cut.Include(next.LengthBytes, next.AcceptedAt);
            if (cut.Count == 1)
                mark = BatchMark.Of(reader.Segment.Salt, next.Sequence);
            Append(reader.Record(next), (int)(cut.LengthBytes - next.LengthBytes));
            reader.Advance(next);
        }

        // The range includes lost records, so that the ranges of batches are contiguous.
        if (cutAt is { } end && !isSmaller)
            reader.SkipTo(end);
        if (cut.Count == 0)
            return null;

        var memory = _memory;
        _memory = _idle.TryPop(out var idle) ? idle : [];
        var bytes = new ReadOnlySequence<byte>(memory, 0, (int)cut.LengthBytes);
        return (new RecordBatch(bytes, cut.Count, new RecordRange(first, reader.Sequence), cut.FirstAcceptedAt) { Mark = mark }, memory);
    }

    /// <summary>Reuses the memory of settled batches.</summary>
    internal void Recycle(IEnumerable<byte[]> memory)
    {
        foreach (var bytes in memory)
            _idle.Push(bytes);
    }

    private void Append(ReadOnlySpan<byte> record, int position)
    {
        if (_memory.Length < position + record.Length)
            Array.Resize(ref _memory, Math.Max(position + record.Length, Math.Max(MemoryBytesMin, _memory.Length * 2)));
        record.CopyTo(_memory.AsSpan(position));
    }
}
