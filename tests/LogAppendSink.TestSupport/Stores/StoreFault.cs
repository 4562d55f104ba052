namespace LogAppendSink.TestSupport.Stores;

/// <summary>What goes wrong with one request to a <see cref="MemoryObjectStore"/>.</summary>
internal enum StoreFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No connection: not applied, and known not to be.</summary>
    Unreachable,

    /// <summary>403: not applied, and known not to be.</summary>
    Refused,

    /// <summary>503 before anything was done.</summary>
    Throttled,

    /// <summary>500 before anything was done.</summary>
    ServerErrorBefore,

    /// <summary>Connection lost before anything was done.</summary>
    LostBefore,

    /// <summary>Applied; the connection is lost before the answer.</summary>
    AppliedThenLost,

    /// <summary>Applied; the response is a 500.</summary>
    AppliedThenServerError,

    /// <summary>The connection is lost now; the request is tried by the store a while later.</summary>
    Ghost,

    /// <summary>No answer until the time limit; not applied.</summary>
    Timeout,

    /// <summary>No answer until the time limit; applied.</summary>
    AppliedThenTimeout,

    /// <summary>Applied; the response has another checksum.</summary>
    WrongChecksum,

    /// <summary>Applied; the response has another next position.</summary>
    WrongPosition,

    /// <summary>Applied; the response has no checksum.</summary>
    NoChecksum,

    /// <summary>A 200 for bytes that were damaged on their way into the store.</summary>
    StoredDamaged,

    /// <summary>Another writer appends just before, some other length.</summary>
    ForeignAppendBefore,

    /// <summary>Another writer appends just before, exactly as many bytes.</summary>
    ForeignAppendOfSameLengthBefore,

    /// <summary>Applied, another writer appends behind it, and the response is lost.</summary>
    AppliedThenForeignAppendThenLost,

    /// <summary>The object is deleted just before.</summary>
    DeletedBefore,

    /// <summary>The object is replaced by a normal one just before.</summary>
    ReplacedByNormalBefore,

    /// <summary>The object is replaced by an append object of the same length just before.</summary>
    ReplacedByAppendBefore,

    /// <summary>The object is sealed just before.</summary>
    SealedBefore,

    /// <summary>A retention policy makes the object immutable just before: it takes no appends, and a head does not show it.</summary>
    ImmutableBefore,

    /// <summary>Applied; then the object is sealed and the response is lost.</summary>
    AppliedThenSealedThenLost,

    /// <summary>A cache on the way repeats the response to a HEAD from before the object existed.</summary>
    StaleHeadOfAbsent,

    /// <summary>A cache on the way repeats the response to a HEAD from before the last append.</summary>
    StaleHead,

    /// <summary>400 with a code that no table has: not applied, and known not to be.</summary>
    RefusedForUnknownReason,

    /// <summary>Ceph: acknowledged, and not stored, because somebody sets tags beside it.</summary>
    AcknowledgedAndLost,

    /// <summary>Ceph: it dies with its gateway, and the object's end stays occupied for ever.</summary>
    Wedged,

    /// <summary>Ceph: as <see cref="Ghost"/>, and until it is tried it holds the position against all others.</summary>
    GhostThatHolds,

    /// <summary>409: this key takes no appends, whether there is an object or not. Not applied, and known not to be.</summary>
    RefusedAsClosed,

    /// <summary>No answer until the time limit; the request is tried by the store a while after it was sent. Of any store, by plan only.</summary>
    GhostAfterTimeout,
}
