namespace LogAppendSink.Appending;

/// <summary>Why delivery goes on in another object.</summary>
internal enum RollReason
{
    /// <summary>The records belong to another period.</summary>
    Period,

    /// <summary>The append would pass <c>ObjectSizeLimitBytes</c> or <c>ObjectAppendLimit</c>.</summary>
    Full,

    /// <summary>Another writer has the object, and <c>OnConflict</c> is <c>Roll</c>.</summary>
    Conflict,

    /// <summary>The object is sealed, immutable or no append object.</summary>
    NotAppendable,

    /// <summary>The object was deleted or replaced beside us.</summary>
    Replaced,

    /// <summary>Other writers have begun later objects meanwhile.</summary>
    Overtaken,

    /// <summary>The store's answers about the object cannot be right.</summary>
    Suspect,

    /// <summary>Its creation was never answered, and the store would take another in its place at any time.</summary>
    CreationInDoubt,

    /// <summary>The store refuses appends to it for a reason that is unknown here, and perhaps to it alone.</summary>
    Refused,

    /// <summary>An append that died in the store holds its end, and no other will ever get there.</summary>
    Wedged,

    /// <summary>Another writer of this process has an append in doubt there, which takes too long to settle.</summary>
    Busy,
}
