using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The result of an append, sorted by what is certain.</summary>
[Experimental(ExperimentalApi.Store)]
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>The append is stored.</summary>
    /// <param name="End">Where the object ends now, according to the store.</param>
    public sealed record Stored(ObjectEnd End) : AppendResult
    {
        /// <summary>What else in the response cannot be right; usually null.</summary>
        public string? Contradiction { get; init; }
    }

    /// <summary>This request was not applied: the object does not end at the position.</summary>
    /// <param name="Error">The response or its absence, for messages.</param>
    public sealed record Conflict(StoreError Error) : AppendResult
    {
        /// <summary>Where the object ends, as the refusal says; null where it does not say.</summary>
        public long? NextPosition { get; init; }
    }

    /// <summary>This request was not applied: another append holds the position. It is in flight, or it is stuck and holds it indefinitely.</summary>
    /// <param name="Error">The response or its absence, for messages.</param>
    public sealed record Occupied(StoreError Error) : AppendResult;

    /// <summary>This request was not applied: the object takes no appends, now or later.</summary>
    /// <param name="Error">The response or its absence, for messages.</param>
    public sealed record NotAppendable(StoreError Error) : AppendResult;

    /// <summary>This request was not applied, for a reason that does not concern the object.</summary>
    /// <param name="Error">The response or its absence, for messages.</param>
    public sealed record Refused(StoreError Error) : AppendResult;

    /// <summary>It is not known whether the append was applied, and it may still be applied later.</summary>
    /// <param name="Error">The response or its absence, for messages.</param>
    public sealed record InDoubt(StoreError Error) : AppendResult;
}
