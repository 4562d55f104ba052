namespace LogAppendSink.TestSupport.Stores;

/// <summary>The fault of one request to a <see cref="MemoryObjectStore"/>.</summary>
internal enum StoreFault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>No connection: certainly not applied.</summary>
    Unreachable,

    /// <summary>403: certainly not applied.</summary>
    Refused,

    /// <summary>503; not applied.</summary>
    Throttled,

    /// <summary>500; not applied.</summary>
    ServerErrorBefore,

    /// <summary>The connection is lost; not applied.</summary>
    LostBefore,

    /// <summary>Applied; the connection is lost before the response.</summary>
    AppliedThenLost,

    /// <summary>Applied; the response is a 500.</summary>
    AppliedThenServerError,

    /// <summary>The connection is lost; the store tries the request later.</summary>
    Ghost,

    /// <summary>No response before the timeout; not applied.</summary>
    Timeout,

    /// <summary>No response before the timeout; applied.</summary>
    AppliedThenTimeout,

    /// <summary>Applied; the response has a wrong checksum.</summary>
    WrongChecksum,

    /// <summary>Applied; the response has a wrong next position.</summary>
    WrongPosition,

    /// <summary>Applied; the response has no checksum.</summary>
    NoChecksum,

    /// <summary>200, but the bytes were damaged in transit.</summary>
    StoredDamaged,

    /// <summary>Just before, another writer appends a different number of bytes.</summary>
    ForeignAppendBefore,

    /// <summary>Just before, another writer appends the same number of bytes.</summary>
    ForeignAppendOfSameLengthBefore,

    /// <summary>Applied; then another writer appends, and the response is lost.</summary>
    AppliedThenForeignAppendThenLost,

    /// <summary>Just before, the object is deleted.</summary>
    DeletedBefore,

    /// <summary>Just before, the object is replaced by a normal object.</summary>
    ReplacedByNormalBefore,

    /// <summary>Just before, the object is replaced by an append object of the same length.</summary>
    ReplacedByAppendBefore,

    /// <summary>Just before, the object is sealed.</summary>
    SealedBefore,

    /// <summary>Just before, a retention policy makes the object immutable: it refuses appends, and HEAD does not show this.</summary>
    ImmutableBefore,

    /// <summary>Applied; then the object is sealed and the response is lost.</summary>
    AppliedThenSealedThenLost,

    /// <summary>A cache returns a response to HEAD from before the object existed.</summary>
    StaleHeadOfAbsent,

    /// <summary>A cache returns a response to HEAD from before the last append.</summary>
    StaleHead,

    /// <summary>400 with an unknown code: certainly not applied.</summary>
    RefusedForUnknownReason,

    /// <summary>Ceph: acknowledged but not stored, because tags are set at the same time.</summary>
    AcknowledgedAndLost,

    /// <summary>Ceph: the append dies with its gateway, and occupies the object's end indefinitely.</summary>
    Wedged,

    /// <summary>Ceph: as <see cref="Ghost"/>; it occupies the position until it is tried.</summary>
    GhostThatHolds,

    /// <summary>409: this key refuses appends, even if no object exists. Certainly not applied.</summary>
    RefusedAsClosed,

    /// <summary>No response before the timeout; the store tries the request later. Any store; only by plan.</summary>
    GhostAfterTimeout,
}
