namespace LogAppendSink;

/// <summary>
/// Records by the numbers they got when they were accepted: [<paramref name="First"/>, <paramref name="Next"/>). Those that
/// were lost to damage in between count in, so that ranges follow each other without gaps.
/// </summary>
internal readonly record struct RecordRange(long First, long Next)
{
    internal bool IsEmpty => Next <= First;
}
