using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// What the writer knows about the end of the object it appends to.
/// <code>
/// Unknown ──HEAD──▶ At(end) ──intent, append──▶ InDoubt(before, after) ──200──▶ At(after), acknowledge
///                      ▲                            │ timeout, reset, 5xx, 409
///                      └────────── settle ◀─────────┘ (HEAD; read back [before, after) when the end can't tell)
/// </code>
/// Where an acknowledgement is not final, 200 leads to At(after) with the append <see cref="At.Unconfirmed"/>: the next append, accepted there,
/// confirms it, or a look does. Should the next one not be accepted, both are in doubt, and the older one is settled first.
/// </summary>
internal abstract record AppendState
{
    private AppendState()
    {
    }

    /// <summary>Whether there is an append of which it is not certain that it is stored.</summary>
    internal bool IsAnyInDoubt => this is InDoubt or At { Unconfirmed: not null };

    /// <summary>Nothing yet: the object has not been looked at.</summary>
    internal sealed record Unknown : AppendState;

    /// <summary>The object ends at <paramref name="End"/>; the next append goes there.</summary>
    internal sealed record At(ObjectEnd End) : AppendState
    {
        /// <summary>
        /// The append that made this end, while the store has no more than acknowledged it, which does not prove that it holds it. Null where it
        /// does.
        /// </summary>
        internal InDoubt? Unconfirmed { get; init; }

        /// <summary>The store was not willing to take another append behind that one: so it is asked, and not kept waiting.</summary>
        internal bool IsLookDue { get; init; }
    }

    /// <summary>
    /// The object is not there, and the store's creation is not exclusive: it is created, by an append of nothing, before anything goes there.
    /// </summary>
    internal sealed record Missing : AppendState;

    /// <summary>That append of nothing was sent and not answered for certain. It is never sent again.</summary>
    internal sealed record Creating : AppendState;

    /// <summary>An append was sent and not answered for certain: its bytes are stored, or they are not, or they may yet be.</summary>
    /// <param name="Before">The end that the append named.</param>
    /// <param name="After">The end it makes.</param>
    /// <param name="BodyCrc64">The CRC-64 of its bytes, to know them again when they are read back.</param>
    internal sealed record InDoubt(ObjectEnd Before, ObjectEnd After, ulong BodyCrc64) : AppendState
    {
        /// <summary>The store has said that this object takes no more appends: what is not in it by now never will be.</summary>
        internal bool IsClosed { get; init; }

        /// <summary>
        /// The earlier request that may be applied in its place: the same records in other bytes, or more of them. Null where there is none.
        /// </summary>
        internal AppendIntent? Former { get; init; }

        /// <summary>The records in its body.</summary>
        internal RecordRange Records { get; init; }

        /// <summary>The append before it, which the store had acknowledged and nothing had confirmed when this one left.</summary>
        internal InDoubt? Unconfirmed { get; init; }

        /// <summary>It was sent once, and the store has said that this request was not applied: so it is not there and will not come.</summary>
        internal bool IsRefused { get; init; }

        /// <summary>It was sent to another end than the object has, says the store: so a HEAD that says otherwise is an old one.</summary>
        internal bool IsConflicted { get; init; }

        /// <summary>Where the object ended then; null where the store did not say it.</summary>
        internal long? SaidLength { get; init; }

        /// <summary>The store has refused it again and again, for a reason that is unknown here; another object may take it.</summary>
        internal bool IsRejected { get; init; }

        /// <summary>The store has acknowledged it, which does not prove that it holds it.</summary>
        internal bool IsAcknowledged { get; init; }

        /// <summary>The object was made to refuse appends, because of that: then no request under way can be applied any more.</summary>
        internal bool IsSealed { get; init; }

        /// <summary>The store has answered something that cannot be right; the object is left once the append is settled.</summary>
        internal bool IsSuspect { get; init; }
    }
}
