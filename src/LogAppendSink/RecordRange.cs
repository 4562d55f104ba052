namespace LogAppendSink;

/// <summary>
/// A range of records, by their sequence numbers: [<paramref name="First"/>, <paramref name="Next"/>). It includes records lost to damage,
/// so that consecutive ranges have no gaps.
/// </summary>
internal readonly record struct RecordRange(long First, long Next)
{
    internal bool IsEmpty => Next <= First;
}
