namespace LogAppendSink.Buffering;

/// <summary>The records that were in a buffer when delivery ended.</summary>
/// <param name="Count">The number of records.</param>
/// <param name="IsKept">Whether they stay on disk for the next start. Otherwise they are dropped.</param>
internal readonly record struct Leftover(long Count, bool IsKept);
