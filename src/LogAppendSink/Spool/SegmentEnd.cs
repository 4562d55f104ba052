namespace LogAppendSink.Spool;

/// <summary>The end of the frames in a segment of an earlier run.</summary>
/// <param name="Position">The position after the last frame.</param>
/// <param name="Next">The position of the spool after the last record.</param>
/// <param name="TornBytes">The bytes after the last frame that are not a frame.</param>
/// <param name="LostEvents">The number of records known to be in these bytes.</param>
/// <param name="IsWhole">Whether the segment can be continued.</param>
internal readonly record struct SegmentEnd(long Position, SpoolPosition Next, int TornBytes, int LostEvents, bool IsWhole)
{
    /// <summary>Reads all frames of a segment and skips damage.</summary>
    internal static SegmentEnd Find(SpoolSegment segment)
    {
        var bytes = new byte[segment.FramesEnd - SegmentFormat.FirstFrame];
        var frames = bytes.AsSpan(0, segment.Read(SegmentFormat.FirstFrame, bytes));
        var (position, next) = (0, new SpoolPosition(segment.FirstSequence, segment.FirstRecordByte));
        while (true)
        {
            var finding = FrameFormat.Read(frames[position..], segment.Salt, out var frame);
            if (finding == FrameFinding.Whole && frame.Sequence >= next.Sequence)
            {
                position += frame.FrameBytes;
                next = new SpoolPosition(frame.Sequence + 1, next.RecordByte + frame.LengthBytes);
                continue;
            }

            var found = FrameFormat.Find(frames[position..], segment.Salt, next.Sequence, out _);
            if (found > 0)
            {
                position += found;
                continue;
            }

            var tornBytes = finding == FrameFinding.End ? 0 : frames[position..].LastIndexOfAnyExcept((byte)0) + 1;
            var lostEvents = tornBytes > 0 && frame.Sequence == next.Sequence ? 1 : 0;
            return new SegmentEnd(SegmentFormat.FirstFrame + position, next, tornBytes, lostEvents, segment.IsWhole);
        }
    }
}
