namespace LogAppendSink.Appending;

/// <summary>Why the writer continues in another object.</summary>
internal enum RollReason
{
    /// <summary>The records belong to another period.</summary>
    Period,

    /// <summary>The append would exceed <c>ObjectSizeLimitBytes</c> or <c>ObjectAppendLimit</c>.</summary>
    Full,

    /// <summary>Another writer appends to the object, and <c>OnConflict</c> is <c>Roll</c>.</summary>
    Conflict,

    /// <summary>The object is sealed, immutable, or was not made by appends.</summary>
    NotAppendable,

    /// <summary>The object was deleted or replaced by someone else.</summary>
    Replaced,

    /// <summary>Other writers have begun later objects.</summary>
    Overtaken,

    /// <summary>The store's responses about the object contradict each other.</summary>
    Suspect,

    /// <summary>Its creation got no response and may still be applied, which would replace the object.</summary>
    CreationInDoubt,

    /// <summary>The store refuses appends for an unknown reason, which may concern this object alone.</summary>
    Refused,

    /// <summary>An append that was interrupted in the store holds its end indefinitely.</summary>
    Wedged,

    /// <summary>Another writer of this process has an append in doubt there, which takes too long to settle.</summary>
    Busy,
}
