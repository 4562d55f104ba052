namespace LogAppendSink.Spool;

/// <summary>
/// Reads the records of a spool in their order, past damage: what is no frame is kept aside, and the next whole frame is searched.
/// It reads files, not mappings, so that a backlog of any size takes no memory. Owned by the delivery task.
/// </summary>
internal sealed class SpoolReader
{
    private const int WindowBytes = 256 * 1024;

    private readonly DamagedBytes _damaged;
    private readonly Func<SpoolSegment, (long End, long NextSequence)> _committed;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private long _position = SegmentFormat.FirstFrame;
    private long _peekedBytes;

    /// <param name="segment">Where to begin.</param>
    /// <param name="sequence">The number of the first record to yield; those before are skipped.</param>
    /// <param name="damaged">Where damage goes.</param>
    /// <param name="committed">Tells, consistently, how far a segment that is still written to goes.</param>
    internal SpoolReader(SpoolSegment segment, long sequence, DamagedBytes damaged, Func<SpoolSegment, (long End, long NextSequence)> committed)
    {
        Segment = segment;
        Sequence = sequence;
        RecordByte = segment.FirstRecordByte;
        _damaged = damaged;
        _committed = committed;
    }

    /// <summary>The segment it reads.</summary>
    internal SpoolSegment Segment { get; private set; }

    /// <summary>The number of the next record to yield.</summary>
    internal long Sequence { get; private set; }

    /// <summary>The bytes of records before it, over the spool's whole life.</summary>
    internal long RecordByte { get; private set; }

    /// <summary>Records that it found missing, over its whole life.</summary>
    internal long LostEvents { get; private set; }

    /// <summary>Whether it has come to the end of what was written.</summary>
    internal bool IsAtEnd => !Segment.IsSealed && _position >= Segment.End;

    /// <summary>The record of the frame that was peeked at; valid until the next peek.</summary>
    internal ReadOnlySpan<byte> Record(in Frame frame) =>
        _window.AsSpan((int)(_position - _windowStart) + FrameFormat.HeaderBytes, frame.LengthBytes);

    /// <summary>All records below are settled: they are skipped.</summary>
    internal void SkipTo(long sequence) => Sequence = Math.Max(Sequence, sequence);

    /// <summary>Finds the next record.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TryPeek(out Frame frame)
    {
        while (true)
        {
            // In this order: what is sealed has its last end.
            var isSealed = Segment.IsSealed;
            var end = Segment.End;
            if (_position >= end && !isSealed)
            {
                frame = default;
                return false;
            }

            var finding = _position < end ? ReadFrame(end, out frame) : NoFrame(out frame);
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
                Lose(frame.Sequence - Sequence);
                _damaged.TellMissing(frame.Sequence - Sequence, $"before position {_position} of '{Segment.FileName}'");
                Sequence = frame.Sequence;
            }

            _peekedBytes = frame.FrameBytes;
            return true;
        }
    }

    /// <summary>Goes past the record that was peeked at.</summary>
    internal void Advance(in Frame frame)
    {
        Invariant.Holds(_peekedBytes == frame.FrameBytes, "What is passed was peeked at.");
        _peekedBytes = 0;
        Pass(frame);
        Sequence++;
    }

    private static FrameFinding NoFrame(out Frame frame)
    {
        frame = default;
        return FrameFinding.End;
    }

    private void Pass(in Frame frame)
    {
        _position += frame.FrameBytes;
        RecordByte += frame.LengthBytes;
    }

    private FrameFinding ReadFrame(long end, out Frame frame)
    {
        var finding = FrameFormat.Read(Window(end), Segment.Salt, out frame);
        if (finding is not (FrameFinding.Incomplete or FrameFinding.End))
            return finding;

        // The window may end within the frame; a length that leads past the end is no frame's.
        var neededBytes = Math.Max(frame.FrameBytes, FrameFormat.HeaderBytes);
        if (_position + neededBytes > end)
            return finding == FrameFinding.End ? FrameFinding.End : FrameFinding.Damaged;
        if (Window(end).Length >= neededBytes)
            return finding;

        Fill(end, neededBytes);
        finding = FrameFormat.Read(Window(end), Segment.Salt, out frame);
        if (finding != FrameFinding.Incomplete)
            return finding;
        if (_position + frame.FrameBytes > end || Window(end).Length >= frame.FrameBytes)
            return FrameFinding.Damaged;
        Fill(end, frame.FrameBytes);
        finding = FrameFormat.Read(Window(end), Segment.Salt, out frame);
        return finding == FrameFinding.Incomplete ? FrameFinding.Damaged : finding;
    }

    /// <summary>What was read from the present position on.</summary>
    private ReadOnlySpan<byte> Window(long end)
    {
        var start = _position - _windowStart;
        return start < 0 || start >= _windowLength ? [] : _window.AsSpan((int)start, (int)Math.Min(_windowLength - start, end - _position));
    }

    private void Fill(long end, long neededBytes)
    {
        if (_window.Length < Math.Max(neededBytes, Math.Min(WindowBytes, Segment.FramesEnd)))
            _window = new byte[Math.Max(neededBytes, Math.Min(WindowBytes, Segment.FramesEnd))];
        _windowStart = _position;
        _windowLength = TryRead(_position, _window.AsSpan(0, (int)Math.Min(_window.Length, end - _position)));
    }

    /// <summary>What cannot be read counts as not there: it is missing, and told as that.</summary>
    private int TryRead(long position, Span<byte> destination)
    {
        try
        {
            return Segment.Read(position, destination);
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            return 0;
        }
    }

    /// <summary>Goes on behind what is no frame: at the next whole one, or in the next segment.</summary>
    private void PassDamage(FrameFinding finding, long end, bool isSealed)
    {
        var (limit, nextSequence) = isSealed ? (end, (long?)null) : Committed();
        var rest = new byte[Math.Max(0, limit - _position)];
        var readBytes = TryRead(_position, rest);

        var found = FrameFormat.Find(rest.AsSpan(0, readBytes), Segment.Salt, Sequence, out var frame);
        if (found >= 0)
        {
            Lose(frame.Sequence - Sequence);
            if (found > 0)
                _damaged.Keep(Segment.FileName, _position, rest.AsSpan(0, found), frame.Sequence - Sequence);
            Sequence = frame.Sequence;
            _position += found;
            _windowLength = 0; // What was read before was not right.
            return;
        }

        // Nothing behind it. In a segment that is still written to, what should be there is known by its number.
        var next = Segment.Next;
        var following = isSealed ? next?.FirstSequence : nextSequence;
        var lost = Math.Max(0, (following ?? Sequence) - Sequence);
        var damagedBytes = finding == FrameFinding.End ? 0 : rest.AsSpan(0, readBytes).LastIndexOfAnyExcept((byte)0) + 1;
        Lose(lost);
        if (damagedBytes > 0)
            _damaged.Keep(Segment.FileName, _position, rest.AsSpan(0, damagedBytes), lost);
        else if (lost > 0)
            _damaged.TellMissing(lost, $"behind position {_position} of '{Segment.FileName}'");

        Sequence += lost;
        _position = limit;
        if (!isSealed)
            return;

        Invariant.Holds(next is not null, "A segment that is sealed has a successor.");
        Segment.Release();
        Segment = next;
        RecordByte = next.FirstRecordByte;
        _position = SegmentFormat.FirstFrame;
        (_windowStart, _windowLength) = (0, 0);
    }

    private (long End, long? NextSequence) Committed()
    {
        var (end, nextSequence) = _committed(Segment);
        return (end, nextSequence);
    }

    private void Lose(long events) => LostEvents += events;
}
