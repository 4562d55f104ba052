namespace LogAppendSink.Stores;

/// <summary>The result of an append, sorted by what is certain.</summary>
internal abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>The append is stored; according to the store, the object now ends at <paramref name="End"/>.</summary>
    internal sealed record Stored(ObjectEnd End) : AppendResult
    {
        /// <summary>What else in the response cannot be right; usually null.</summary>
        internal string? Contradiction { get; init; }
    }

    /// <summary>This request was not applied: the object does not end at the position.</summary>
    internal sealed record Conflict(StoreError Error) : AppendResult
    {
        /// <summary>Where the object ends, as the refusal says; null where it does not say.</summary>
        internal long? NextPosition { get; init; }
    }

    /// <summary>This request was not applied: another append holds the position. It is in flight, or it is stuck and holds it indefinitely.</summary>
    internal sealed record Occupied(StoreError Error) : AppendResult;

    /// <summary>This request was not applied: the object takes no appends, now or later.</summary>
    internal sealed record NotAppendable(StoreError Error) : AppendResult;

    /// <summary>This request was not applied, for a reason that does not concern the object.</summary>
    internal sealed record Refused(StoreError Error) : AppendResult;

    /// <summary>It is not known whether the append was applied, and it may still be applied later.</summary>
    internal sealed record InDoubt(StoreError Error) : AppendResult;
}
