using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// What the writer knows of the end of its object.
/// <code>
/// Unknown ──HEAD──▶ At(end) ──intent, append──▶ InDoubt(before, after) ──200──▶ At(after), acknowledge
///                      ▲                            │ timeout, reset, 5xx, 409
///                      └────────── settle ◀─────────┘ (HEAD; read back [before, after) when
/// the end is not enough)
/// </code>
/// Where an acknowledgement is not final, 200 leads to At(after) with the append <see cref="At.Unconfirmed"/>. The next append confirms it
/// when the store accepts it there; a HEAD confirms it too. If the next append is not accepted, both are in doubt, and the older one is
/// settled first.
/// </summary>
internal abstract record AppendState
{
    private AppendState()
    {
    }

    /// <summary>Whether an append was sent and is not known to be stored or refused.</summary>
    internal bool IsAnyInDoubt => this is InDoubt or At { Unconfirmed: not null };

    /// <summary>No response about the object has come yet.</summary>
    internal sealed record Unknown : AppendState;

    /// <summary>The object ends at <paramref name="End"/>; the next append goes there.</summary>
    internal sealed record At(ObjectEnd End) : AppendState
    {
        /// <summary>
        /// The append that made this end, if the store has acknowledged it and the acknowledgement is not final; null after confirmation,
        /// and where acknowledgements are final.
        /// </summary>
        internal InDoubt? Unconfirmed { get; init; }

        /// <summary>Whether a HEAD must confirm it, because the store did not accept an append after it.</summary>
        internal bool IsLookDue { get; init; }
    }

    /// <summary>
    /// The object does not exist, and creation is not exclusive: an empty append creates it before any other append.
    /// </summary>
    internal sealed record Missing : AppendState;

    /// <summary>That empty append was sent, and its result is not certain. It is never sent again.</summary>
    internal sealed record Creating : AppendState;

    /// <summary>An append was sent, and its result is not certain: it was applied, was not applied, or may still be applied.</summary>
    /// <param name="Before">The end that the append named.</param>
    /// <param name="After">The end it makes.</param>
    /// <param name="BodyCrc64">The CRC-64 of its bytes, to recognise them when they are read back.</param>
    internal sealed record InDoubt(ObjectEnd Before, ObjectEnd After, ulong BodyCrc64) : AppendState
    {
        /// <summary>Whether the store has refused further appends to this object. An append that is not in it now never will be.</summary>
        internal bool IsClosed { get; init; }

        /// <summary>
        /// The earlier request that may be applied in its place, with the same records in other bytes or with more records; null without
        /// one.
        /// </summary>
        internal AppendIntent? Earlier { get; init; }

        /// <summary>The records in its body.</summary>
        internal RecordRange Records { get; init; }

        /// <summary>The append before it, if it was acknowledged and not confirmed when this one was sent.</summary>
        internal InDoubt? Unconfirmed { get; init; }

        /// <summary>Whether it was sent once and the store refused it. It was not applied and cannot be.</summary>
        internal bool IsRefused { get; init; }

        /// <summary>
        /// Whether the store refused it because the object does not end at its position. A HEAD that shows that end is old.
        /// </summary>
        internal bool IsConflicted { get; init; }

        /// <summary>The length of the object in that refusal; null if the refusal has none.</summary>
        internal long? SaidLength { get; init; }

        /// <summary>Whether the store has refused it repeatedly for an unknown reason. Another object may accept it.</summary>
        internal bool IsRejected { get; init; }

        /// <summary>Whether the store has acknowledged it, without a final acknowledgement.</summary>
        internal bool IsAcknowledged { get; init; }

        /// <summary>Whether this writer has sealed the object. Then no request in flight can be applied.</summary>
        internal bool IsSealed { get; init; }

        /// <summary>Whether the store has sent contradictory responses. The object is left once the append is settled.</summary>
        internal bool IsSuspect { get; init; }
    }
}
