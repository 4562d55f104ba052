using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// Reads the records of a spool in their order, past damage: what is no frame is kept aside, and the next whole frame is searched.
/// It reads files, not mappings, so that a backlog of any size takes no memory. Owned by the delivery task.
/// </summary>
internal sealed class SpoolReader
{
    /// <summary>How often reading may fail before the rest of a segment counts as lost: with the pauses of delivery, for some minutes.</summary>
    internal const int ReadFailuresMax = 20;

    private const int WindowBytes = 256 * 1024;

    private readonly DamageReporter _damaged;
    private readonly Func<SpoolSegment, (long End, long NextSequence)> _committed;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private long _position = SegmentFormat.FirstFrame;
    private long _peekedBytes;
    private SpoolSegment? _failing;
    private SpoolSegment? _givenUp;
    private int _readFailures;

    /// <param name="segment">Where to begin.</param>
    /// <param name="sequence">The number of the first record to yield; those before are skipped.</param>
    /// <param name="damaged">Where damage goes.</param>
    /// <param name="committed">Tells, consistently, how far a segment that is still written to goes.</param>
    internal SpoolReader(SpoolSegment segment, long sequence, DamageReporter damaged, Func<SpoolSegment, (long End, long NextSequence)> committed)
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

    /// <summary>Where it is, to come back to.</summary>
    internal Mark Here => new(Segment, _position, Sequence, RecordByte, LostEvents);

    /// <summary>Goes back: what was read since is read again.</summary>
    internal void GoBack(Mark mark)
    {
        (Segment, _position, Sequence, RecordByte, LostEvents) = (mark.Segment, mark.Position, mark.Sequence, mark.RecordByte, mark.LostEvents);
        (_windowStart, _windowLength) = (0, 0);
    }

    /// <summary>Finds the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="BufferUnreadableException">The disk refuses; it may be asked again.</exception>
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

    /// <summary>As <see cref="TryPeek"/>, in this segment, but without passing damage: nothing is counted or kept aside, and it stays where it is.</summary>
    /// <exception cref="BufferUnreadableException">The disk refuses.</exception>
    internal bool TryPeekUndamaged(out Frame frame)
    {
        var mark = Here;
        try
        {
            frame = default;
            var end = Segment.End;
            while (_position < end && ReadFrame(end, out frame) == FrameFinding.Whole)
            {
                if (frame.Sequence >= Sequence)
                    return frame.Sequence == Sequence;
                Pass(frame);
            }

            return false;
        }
        finally
        {
            GoBack(mark);
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
        (_windowStart, _windowLength) = (_position, 0);
        _windowLength = TryRead(_position, _window.AsSpan(0, (int)Math.Min(_window.Length, end - _position)));
    }

    /// <summary>
    /// A file that is gone is missing, and told as that. A disk that refuses is asked again later, since it may have its reasons (no
    /// descriptor is free, a network disk is away); when it refuses for long, the file is set aside.
    /// </summary>
    private int TryRead(long position, Span<byte> destination)
    {
        if (Segment == _givenUp)
            return 0;

        try
        {
            var readBytes = Segment.Read(position, destination);
            if (_failing == Segment)
                _failing = null;
            return readBytes;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            // What lies before it in a batch is read again each time, and proves nothing.
            _readFailures = _failing == Segment ? _readFailures + 1 : 1;
            _failing = Segment;
            if (_readFailures < ReadFailuresMax)
                throw new BufferUnreadableException($"'{Segment.FileName}' cannot be read.", exception);
            _givenUp = Segment;
            _damaged.MoveAside(Segment.Path, $"cannot be read ({exception.GetType().Name}: {exception.Message})");
            return 0;
        }
    }

    /// <summary>Goes on behind what is no frame: at the next whole one, or in the next segment.</summary>
    private void PassDamage(FrameFinding finding, long end, bool isSealed)
    {
        var (limit, nextSequence) = isSealed ? (end, (long?)null) : Committed();
        var rest = new byte[Math.Max(0, limit - _position)];
        var readBytes = TryRead(_position, rest);

        var found = FrameFormat.Find(rest.AsSpan(0, readBytes), Segment.Salt, Math.Max(Sequence, Segment.FirstSequence), out var frame);
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

    /// <summary>A place of the reader.</summary>
    internal readonly record struct Mark(SpoolSegment Segment, long Position, long Sequence, long RecordByte, long LostEvents);
}
