namespace LogAppendSink.Objects;

/// <summary>Why bytes were not appended, or not as they should be.</summary>
public enum AppendObjectFault
{
    /// <summary>Other bytes than those that were sent stand at <see cref="AppendObjectException.Position"/>: another writer's.</summary>
    Conflict = 0,

    /// <summary>The bytes do not fit below <see cref="OssAppendOptions.ObjectSizeLimitBytes"/>. Nothing was sent.</summary>
    Full = 1,

    /// <summary>The object is sealed, immutable, or no append object. Nothing of this append is stored.</summary>
    NotAppendable = 2,

    /// <summary>The object was deleted or replaced while it was written. Nothing of this append is in the one that is there now.</summary>
    Replaced = 3,

    /// <summary>The bytes are stored, and what the store says of the object cannot be right: it may be another than the one that was opened.</summary>
    Contradiction = 4,

    /// <summary>The store did not help within <see cref="OssAppendOptions.RetryTimeLimit"/>.</summary>
    TimeLimit = 5,

    /// <summary>The store refused, for a reason that waiting does not mend: credentials, permission, bucket, endpoint.</summary>
    Refused = 6,
}
