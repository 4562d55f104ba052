using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The bytes of an object from a position on.</summary>
/// <param name="CountBytes">How many bytes of the destination are filled; 0 where the object ends at the position or before it.</param>
/// <param name="LengthBytes">The length of the object when the store responded; null where it ends at the position or before it.</param>
[Experimental(ExperimentalApi.Store)]
public sealed record ObjectRange(int CountBytes, long? LengthBytes)
{
    /// <summary>The object ends at the position or before it.</summary>
    public static ObjectRange Empty { get; } = new(0, LengthBytes: null);
}
