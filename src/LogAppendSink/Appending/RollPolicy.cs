using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>When an object is full.</summary>
/// <param name="ObjectSizeLimitBytes">Largest size of an object.</param>
/// <param name="ObjectAppendLimit">Most appends of this writer to one object; null for no limit.</param>
internal sealed record RollPolicy(long ObjectSizeLimitBytes, int? ObjectAppendLimit)
{
    /// <summary>Whether an append of <paramref name="bodyLengthBytes"/> must go to the next object.</summary>
    /// <param name="end">Where the object ends.</param>
    /// <param name="appendsMade">How many appends this writer has made to it.</param>
    /// <param name="bodyLengthBytes">The size of the append.</param>
    internal bool IsFull(ObjectEnd end, int appendsMade, long bodyLengthBytes) =>
        end.LengthBytes + bodyLengthBytes > ObjectSizeLimitBytes || appendsMade >= ObjectAppendLimit;
}
