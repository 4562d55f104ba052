using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// Reads the records of a spool in order. Damaged bytes are reported, and reading continues at the next whole frame. Owned by the delivery
/// task.
/// </summary>
internal sealed class SpoolReader
{
    private readonly DamageReporter _damage;
    private readonly FrameReader _frames;
    private readonly Func<SpoolSegment, (long End, long NextSequence)> _committed;
    private long _position = SegmentFormat.FirstFrame;
    private long _peekedBytes;

    /// <param name="segment">The first segment.</param>
    /// <param name="sequence">The number of the first record to return. Earlier records are skipped.</param>
    /// <param name="damage">Receives damage.</param>
    /// <param name="committed">Returns, under the buffer's lock, the end of a segment and the number of the record after it.</param>
    internal SpoolReader(
        SpoolSegment segment,
        long sequence,
        DamageReporter damage,
        Func<SpoolSegment, (long End, long NextSequence)> committed)
    {
        Segment = segment;
        Sequence = sequence;
        RecordByte = segment.FirstRecordByte;
        _damage = damage;
        _frames = new FrameReader(damage);
        _committed = committed;
    }

    /// <summary>The segment being read.</summary>
    internal SpoolSegment Segment { get; private set; }

    /// <summary>The number of the next record.</summary>
    internal long Sequence { get; private set; }

    /// <summary>The bytes of all records before it, over the lifetime of the spool.</summary>
    internal long RecordByte { get; private set; }

    /// <summary>The number of records found missing so far.</summary>
    internal long LostEvents { get; private set; }

    /// <summary>Whether all written records have been read.</summary>
    internal bool IsAtEnd => !Segment.IsSealed && _position >= Segment.End;

    /// <summary>The current place, for <see cref="GoBack"/>.</summary>
    internal Bookmark Here => new(Segment, _position, Sequence, RecordByte, LostEvents);

    /// <summary>Returns the record of a peeked frame; valid until the next peek.</summary>
    internal ReadOnlySpan<byte> Record(in Frame frame) => _frames.Record(_position, frame);

    /// <summary>Skips all records below a number.</summary>
    internal void SkipTo(long sequence) => Sequence = Math.Max(Sequence, sequence);

    /// <summary>Goes back to an earlier place. The records after it are read again.</summary>
    internal void GoBack(Bookmark bookmark)
    {
        (Segment, _position, Sequence, RecordByte, LostEvents) = bookmark;
        _frames.Reset();
    }

    /// <summary>Finds the next record.</summary>
    /// <returns>False at the end of the records.</returns>
    /// <exception cref="BufferUnreadableException">The disk returned an error; the call can be repeated.</exception>
    internal bool TryPeek(out Frame frame)
    {
        while (true)
        {
            // In this order: the end of a sealed segment is final.
            var isSealed = Segment.IsSealed;
            var end = Segment.End;
            frame = default;
            if (_position >= end && !isSealed)
                return false;

            var finding = _position < end ? _frames.ReadFrame(Segment, _position, end, out frame) : FrameFinding.End;
            if (finding != FrameFinding.Whole)
            {
                PassDamage(finding, end, isSealed);
                continue;
            }

            if (frame.Sequence < Sequence)
            {
                Pass(frame);
                continue;
            }

            if (frame.Sequence > Sequence)
            {
                LostEvents += frame.Sequence - Sequence;
                _damage.ReportMissing(frame.Sequence - Sequence, $"before position {_position} of '{Segment.FileName}'");
                Sequence = frame.Sequence;
            }

            _peekedBytes = frame.FrameBytes;
            return true;
        }
    }

    /// <summary>
    /// Returns the time when the next record was accepted, without moving the reader. Damage before it is not passed, because an append in
    /// doubt is identified by the number of its first record.
    /// </summary>
    /// <returns>Null if the record cannot be read.</returns>
    internal long? OldestTicks()
    {
        var start = Here;
        try
        {
            var end = Segment.End;
            while (_position < end && _frames.ReadFrame(Segment, _position, end, out var frame) == FrameFinding.Whole)
            {
                if (frame.Sequence >= Sequence)
                    return frame.Sequence == Sequence ? frame.AcceptedAtUtcTicks : null;
                Pass(frame);
            }
        }
        catch (BufferUnreadableException)
        {
            // It is read again when a batch is taken.
        }
        finally
        {
            GoBack(start);
        }

        return null;
    }

    /// <summary>Copies the records below a number, without moving the reader.</summary>
    /// <exception cref="BufferUnreadableException">The disk returned an error.</exception>
    internal IReadOnlyList<CopiedRecord> CopyThrough(long sequence)
    {
        var records = new List<CopiedRecord>();
        var start = Here;
        try
        {
            while (TryPeek(out var next) && next.Sequence < sequence)
            {
                records.Add(new CopiedRecord(Record(next).ToArray(), next.Sequence, next.AcceptedAt));
                Advance(next);
            }
        }
        finally
        {
            GoBack(start);
        }

        return records;
    }

    /// <summary>Moves past a peeked record.</summary>
    internal void Advance(in Frame frame)
    {
        Invariant.Holds(_peekedBytes == frame.FrameBytes, "The reader moves past peeked records only.");
        _peekedBytes = 0;
        Pass(frame);
        Sequence++;
    }

    private void Pass(in Frame frame)
    {
        _position += frame.FrameBytes;
        RecordByte += frame.LengthBytes;
    }

    /// <summary>Moves to the next whole frame, or else to the next segment.</summary>
    private void PassDamage(FrameFinding finding, long end, bool isSealed)
    {
        var (limit, nextSequence) = isSealed ? (end, Segment.Next?.FirstSequence ?? Sequence) : _committed(Segment);
        var rest = new byte[Math.Max(0, limit - _position)];
        var readBytes = _frames.Read(Segment, _position, rest);

        var found = FrameFormat.Find(rest.AsSpan(0, readBytes), Segment.Salt, Math.Max(Sequence, Segment.FirstSequence), out var frame);
        if (found >= 0)
        {
            LostEvents += frame.Sequence - Sequence;
            if (found > 0)
                _damage.ReportDamage(Segment.FileName, _position, rest.AsSpan(0, found), frame.Sequence - Sequence);
            Sequence = frame.Sequence;
            _position += found;
            _frames.Reset(); // The buffered bytes may be wrong.
            return;
        }

        var lost = Math.Max(0, nextSequence - Sequence);
        LostEvents += lost;
        var damagedBytes = finding == FrameFinding.End ? 0 : rest.AsSpan(0, readBytes).LastIndexOfAnyExcept((byte)0) + 1;
        if (damagedBytes > 0)
            _damage.ReportDamage(Segment.FileName, _position, rest.AsSpan(0, damagedBytes), lost);
        else if (lost > 0)
            _damage.ReportMissing(lost, $"after position {_position} of '{Segment.FileName}'");

        Sequence += lost;
        _position = limit;
        if (isSealed)
            MoveToNextSegment();
    }

    private void MoveToNextSegment()
    {
        var next = Segment.Next;
        Invariant.Holds(next is not null, "A sealed segment has a successor.");
        Segment.Release();
        Segment = next;
        RecordByte = next.FirstRecordByte;
        _position = SegmentFormat.FirstFrame;
        _frames.Reset();
    }

    /// <summary>A place of the reader.</summary>
    internal readonly record struct Bookmark(SpoolSegment Segment, long Position, long Sequence, long RecordByte, long LostEvents);
}
