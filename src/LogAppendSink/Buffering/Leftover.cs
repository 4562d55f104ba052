namespace LogAppendSink.Buffering;

/// <summary>What a buffer still held when delivery ended.</summary>
/// <param name="Count">How many records.</param>
/// <param name="IsKept">Whether they wait on disk for the next start; else they are lost, and counted.</param>
internal readonly record struct Leftover(long Count, bool IsKept);
