namespace LogAppendSink;

/// <summary>
/// Records, by the numbers that they got when they were accepted: [<paramref name="First"/>, <paramref name="Next"/>). Records lost to
/// damage are included, so that ranges follow each other without gaps.
/// </summary>
internal readonly record struct RecordRange(long First, long Next)
{
    internal bool IsEmpty => Next <= First;
}
