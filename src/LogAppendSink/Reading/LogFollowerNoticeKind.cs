namespace LogAppendSink.Reading;

/// <summary>What a <see cref="LogFollower"/> notices.</summary>
public enum LogFollowerNoticeKind
{
    /// <summary>An object has appeared; it is read from its first record.</summary>
    ObjectAppeared,

    /// <summary>Another object has taken the place of one of the same key; it is read from its first record.</summary>
    ObjectReplaced,

    /// <summary>An object has gone.</summary>
    ObjectDeleted,

    /// <summary>
    /// Bytes of an object are no records, or no gzip member: what stands behind them is read. An object that seems to be no log at all, or that
    /// cannot be read alone among others (in cold storage, say), is not followed.
    /// </summary>
    ContentSkipped,

    /// <summary>The store does not answer; it is asked again and again.</summary>
    StoreAway,

    /// <summary>It does again.</summary>
    StoreBack,
}
