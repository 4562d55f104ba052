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
}
