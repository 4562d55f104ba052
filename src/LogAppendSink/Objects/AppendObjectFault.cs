namespace LogAppendSink.Objects;

/// <summary>The reasons for which an append fails.</summary>
public enum AppendObjectFault
{
    /// <summary>The bytes at <see cref="AppendObjectException.Position"/> are not the ones sent: another writer has appended.</summary>
    Conflict = 0,

    /// <summary>The bytes would exceed <see cref="OssAppendOptions.ObjectSizeLimitBytes"/>. Nothing was sent.</summary>
    Full = 1,

    /// <summary>The object is sealed, immutable, or not an append object. Nothing of this append is stored.</summary>
    NotAppendable = 2,

    /// <summary>The object was deleted or replaced while it was open. Nothing of this append is in the current object.</summary>
    Replaced = 3,

    /// <summary>The bytes are stored, but the store's response contradicts the writer's state: the object may have been replaced.</summary>
    Contradiction = 4,

    /// <summary>The append did not succeed within <see cref="OssAppendOptions.RetryTimeLimit"/>.</summary>
    TimeLimit = 5,

    /// <summary>The store refused, and a retry cannot succeed: check credentials, permission, bucket and endpoint.</summary>
    Refused = 6,
}
