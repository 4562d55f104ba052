using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>A part of an object that was read from a position.</summary>
/// <param name="CountBytes">The number of bytes written to the destination; 0 if the object ends at or before the position.</param>
/// <param name="LengthBytes">The length of the object when the store responded; null if it ends at or before the position.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record ObjectRange(int CountBytes, long? LengthBytes)
{
    /// <summary>The object ends at or before the position.</summary>
    public static ObjectRange Empty { get; } = new(0, LengthBytes: null);
}
