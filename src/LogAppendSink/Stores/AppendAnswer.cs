using LogAppendSink.Appending;

namespace LogAppendSink.Stores;

/// <summary>What became of an append, sorted by what is certain.</summary>
internal abstract record AppendAnswer
{
    private AppendAnswer()
    {
    }

    /// <summary>Stored; the object now ends at <paramref name="End"/>, says the store.</summary>
    internal sealed record Stored(ObjectEnd End) : AppendAnswer
    {
        /// <summary>What else the answer says that cannot be right; null as a rule.</summary>
        internal string? Contradiction { get; init; }
    }

    /// <summary>This request was not applied: the object does not end at the position.</summary>
    internal sealed record Conflict(StoreError Error) : AppendAnswer
    {
        /// <summary>Where the object ends, as the store says with the refusal; null where it does not.</summary>
        internal long? NextPosition { get; init; }
    }

    /// <summary>
    /// This request was not applied: another append holds the position, which is under way, or has died there and will hold it for ever.
    /// </summary>
    internal sealed record Occupied(StoreError Error) : AppendAnswer;

    /// <summary>This request was not applied: the object takes no appends, now or ever.</summary>
    internal sealed record NotAppendable(StoreError Error) : AppendAnswer;

    /// <summary>This request was not applied, for a reason that is not the object's.</summary>
    internal sealed record Refused(StoreError Error) : AppendAnswer;

    /// <summary>Nobody knows: it was applied, or not, or may yet be.</summary>
    internal sealed record Unanswered(StoreError Error) : AppendAnswer;
}
