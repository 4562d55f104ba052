namespace LogAppendSink.Spool;

/// <summary>What a segment says of itself.</summary>
/// <param name="Salt">Random, new with every use of the file; part of every frame's checksum.</param>
/// <param name="FirstSequence">The number of its first record; <see cref="Spare"/> while it waits for its use.</param>
/// <param name="FirstRecordByte">How many bytes of records the spool had taken before, over its whole life.</param>
/// <param name="CheckpointGeneration">The newest checkpoint at the time its use began: an older one was put back by somebody.</param>
internal readonly record struct SegmentHeader(ulong Salt, long FirstSequence, long FirstRecordByte, long CheckpointGeneration)
{
    internal const long Spare = -1;

    internal bool IsSpare => FirstSequence == Spare;
}
