namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a writer gets: for an append, for a HEAD request, for a read, for a seal, and for a decision.</summary>
internal enum ReplyKind
{
    Stored,
    Contradicted,
    Conflict,
    Occupied,
    NotAppendable,
    Refused,
    Unanswered,

    Found,
    Absent,

    Bytes,
    OutOfRange,

    Sealed,

    Failed,

    Yes,
    No,

    /// <summary>Its pipeline ends, and another one of the same process continues with its spool.</summary>
    Reloaded,
}
