namespace LogAppendSink.Stores;

/// <summary>What became of the sealing of an object. Asking again is always safe: the first seal stays.</summary>
internal abstract record SealAnswer
{
    private SealAnswer()
    {
    }

    /// <summary>It is sealed.</summary>
    /// <param name="SealedAt">Since when; null where the store does not say.</param>
    internal sealed record Sealed(DateTimeOffset? SealedAt) : SealAnswer;

    /// <summary>Not sealed: the object does not end there.</summary>
    internal sealed record Conflict(StoreError Error) : SealAnswer;

    /// <summary>Not known to be sealed.</summary>
    internal sealed record Failed(StoreError Error) : SealAnswer;
}
