using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The result of an append. Each case states what is certain.</summary>
[Experimental(ExperimentalApi.Store)]
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>The append is stored.</summary>
    /// <param name="End">The end of the object after the append, as the store returned it.</param>
    public sealed record Stored(ObjectEnd End) : AppendResult
    {
        /// <summary>A value in the response that cannot be correct; null if the response is consistent.</summary>
        public string? Contradiction { get; init; }
    }

    /// <summary>This request was not applied: the object does not end at the position.</summary>
    /// <param name="Error">The response, or why there was none, for messages.</param>
    public sealed record Conflict(StoreError Error) : AppendResult
    {
        /// <summary>The end of the object, as the refusal states it; null if it does not.</summary>
        public long? NextPosition { get; init; }
    }

    /// <summary>This request was not applied: another append occupies the position. It is in flight, or stuck there indefinitely.</summary>
    /// <param name="Error">The response, or why there was none, for messages.</param>
    public sealed record Occupied(StoreError Error) : AppendResult;

    /// <summary>This request was not applied: the object accepts no appends, now or later.</summary>
    /// <param name="Error">The response, or why there was none, for messages.</param>
    public sealed record NotAppendable(StoreError Error) : AppendResult;

    /// <summary>This request was not applied, for a reason that does not concern the object.</summary>
    /// <param name="Error">The response, or why there was none, for messages.</param>
    public sealed record Refused(StoreError Error) : AppendResult;

    /// <summary>The append may have been applied, or may still be applied later.</summary>
    /// <param name="Error">The response, or why there was none, for messages.</param>
    public sealed record InDoubt(StoreError Error) : AppendResult;
}
