namespace LogAppendSink.Spool;

/// <summary>The header of a segment.</summary>
/// <param name="Salt">A random number, new with each use of the file. Part of the checksum of each frame.</param>
/// <param name="FirstSequence">The number of its first record, or <see cref="Spare"/>.</param>
/// <param name="FirstRecordByte">The bytes of all records before it, over the lifetime of the spool.</param>
/// <param name="CheckpointGeneration">The newest checkpoint when its use began. An older checkpoint file was restored from a copy.</param>
internal readonly record struct SegmentHeader(ulong Salt, long FirstSequence, long FirstRecordByte, long CheckpointGeneration)
{
    internal const long Spare = -1;

    internal bool IsSpare => FirstSequence == Spare;
}
