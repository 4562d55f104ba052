namespace LogAppendSink.Reading;

/// <summary>The kinds of notices of a <see cref="LogFollower"/>.</summary>
public enum LogFollowerNoticeKind
{
    /// <summary>A new object was found; it is read from its first record.</summary>
    ObjectAppeared,

    /// <summary>Another object replaced one with the same key; it is read from its first record.</summary>
    ObjectReplaced,

    /// <summary>An object was deleted.</summary>
    ObjectDeleted,

    /// <summary>
    /// Bytes of an object are not records or not a gzip member; reading continues after them. An object that is not a log, or that cannot
    /// be read while others can (e.g. in cold storage), is not followed.
    /// </summary>
    ContentSkipped,

    /// <summary>The store does not respond; the follower retries.</summary>
    StoreAway,

    /// <summary>The store responds again.</summary>
    StoreBack,
}
