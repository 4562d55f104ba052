namespace LogAppendSink.Stores;

/// <summary>What stands in an object from a position on.</summary>
internal abstract record RangeAnswer
{
    private RangeAnswer()
    {
    }

    /// <summary>Bytes, at least one.</summary>
    /// <param name="CountBytes">How many of the destination are filled.</param>
    /// <param name="LengthBytes">How long the object was when the store answered.</param>
    internal sealed record Found(int CountBytes, long LengthBytes) : RangeAnswer;

    /// <summary>The object ends at the position, or before it.</summary>
    internal sealed record BeyondEnd : RangeAnswer;

    /// <summary>There is no such object.</summary>
    internal sealed record Absent : RangeAnswer;

    /// <summary>The store did not say.</summary>
    internal sealed record Failed(StoreError Error) : RangeAnswer;
}
