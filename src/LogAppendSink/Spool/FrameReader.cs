using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// Reads frames from the files of segments through one buffer, not through mappings, so that a backlog of any size needs little memory.
/// Retries failures of the disk for some minutes. Owned by the delivery task.
/// </summary>
internal sealed class FrameReader(DamageReporter damage)
{
    /// <summary>
    /// The number of failed attempts after which the rest of a segment counts as lost. With the pauses of delivery, they take some minutes.
    /// </summary>
    internal const int ReadFailuresMax = 20;

    private const int WindowBytes = 256 * 1024;

    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private SpoolSegment? _failing;
    private SpoolSegment? _abandoned;
    private int _readFailures;

    /// <summary>Returns the record of a frame that was just read; valid until the next read.</summary>
    internal ReadOnlySpan<byte> Record(long position, in Frame frame) =>
        _window.AsSpan((int)(position - _windowStart) + FrameFormat.HeaderBytes, frame.LengthBytes);

    /// <summary>Discards the buffered bytes. Needed when the segment changes, and after damage.</summary>
    internal void Reset() => _windowLength = 0;

    /// <summary>Reads the frame at a position.</summary>
    /// <exception cref="BufferUnreadableException">The disk returned an error; the call can be repeated.</exception>
    internal FrameFinding ReadFrame(SpoolSegment segment, long position, long end, out Frame frame)
    {
        var finding = FrameFormat.Read(Window(position, end), segment.Salt, out frame);
        if (finding is not (FrameFinding.Incomplete or FrameFinding.End))
            return finding;

        // The buffer may end within the frame. A damaged length may lead past the end of the frames.
        var neededBytes = Math.Max(frame.FrameBytes, FrameFormat.HeaderBytes);
        if (position + neededBytes > end)
            return finding == FrameFinding.End ? FrameFinding.End : FrameFinding.Damaged;
        if (Window(position, end).Length >= neededBytes)
            return finding;

        Fill(segment, position, end, neededBytes);
        finding = FrameFormat.Read(Window(position, end), segment.Salt, out frame);
        if (finding != FrameFinding.Incomplete)
            return finding;
        if (position + frame.FrameBytes > end || Window(position, end).Length >= frame.FrameBytes)
            return FrameFinding.Damaged;
        Fill(segment, position, end, frame.FrameBytes);
        finding = FrameFormat.Read(Window(position, end), segment.Salt, out frame);
        return finding == FrameFinding.Incomplete ? FrameFinding.Damaged : finding;
    }

    /// <summary>
    /// Reads from the file of a segment. A missing file reads as empty, and so does one that failed too often, which is moved aside.
    /// </summary>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="BufferUnreadableException">The disk returned an error; the call can be repeated.</exception>
    internal int Read(SpoolSegment segment, long position, Span<byte> destination)
    {
        if (segment == _abandoned)
            return 0;

        try
        {
            var readBytes = segment.Read(position, destination);
            if (_failing == segment)
                _failing = null;
            return readBytes;
        }
        catch (Exception exception) when (DiskErrors.IsMissing(exception))
        {
            return 0;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            // Earlier segments of the same batch are read again at each attempt. Their success does not reset the count.
            _readFailures = _failing == segment ? _readFailures + 1 : 1;
            _failing = segment;
            if (_readFailures < ReadFailuresMax)
                throw new BufferUnreadableException($"'{segment.FileName}' cannot be read.", exception);
            _abandoned = segment;
            damage.MoveAside(segment.Path, $"cannot be read {DiskErrors.Describe(exception)}");
            return 0;
        }
    }

    private ReadOnlySpan<byte> Window(long position, long end)
    {
        var start = position - _windowStart;
        return start < 0 || start >= _windowLength
            ? []
            : _window.AsSpan((int)start, (int)Math.Min(_windowLength - start, end - position));
    }

    private void Fill(SpoolSegment segment, long position, long end, long neededBytes)
    {
        var windowBytes = Math.Max(neededBytes, Math.Min(WindowBytes, segment.FramesEnd));
        if (_window.Length < windowBytes)
            _window = new byte[windowBytes];
        (_windowStart, _windowLength) = (position, 0);
        _windowLength = Read(segment, position, _window.AsSpan(0, (int)Math.Min(_window.Length, end - position)));
    }
}
