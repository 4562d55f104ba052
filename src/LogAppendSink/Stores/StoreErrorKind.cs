namespace LogAppendSink.Stores;

/// <summary>What kind of trouble a store is in, or we are in with it. Metrics carry it as <c>error.type</c>.</summary>
internal enum StoreErrorKind
{
    /// <summary>No connection: name resolution, connect or TLS handshake failed. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The connection broke while the response was awaited.</summary>
    ConnectionLost,

    /// <summary>No response within <c>RequestTimeout</c>.</summary>
    Timeout,

    /// <summary>A 5xx response.</summary>
    ServerError,

    /// <summary>Too much at once, says the store.</summary>
    Throttled,

    /// <summary>A response that cannot be read, or contradicts itself.</summary>
    Unreadable,

    /// <summary>The object does not end where the append said.</summary>
    PositionConflict,

    /// <summary>Another append holds the position, or one that has died has left it so.</summary>
    PositionOccupied,

    /// <summary>The object takes no appends.</summary>
    NotAppendable,

    /// <summary>The credentials may not do this.</summary>
    AccessDenied,

    /// <summary>The credentials are wrong.</summary>
    InvalidCredentials,

    /// <summary>The temporary credentials have expired.</summary>
    ExpiredCredentials,

    /// <summary>There are no credentials.</summary>
    NoCredentials,

    /// <summary>Our clock and the store's differ by more than the store allows.</summary>
    ClockSkew,

    /// <summary>The bucket does not exist.</summary>
    NoSuchBucket,

    /// <summary>The bucket is at another endpoint.</summary>
    WrongEndpoint,

    /// <summary>
    /// The store finds fault with the request itself: a setting, or something on the way that changes requests. Another object would not help.
    /// </summary>
    InvalidRequest,

    /// <summary>Any other refusal: what it is about is unknown, perhaps this object alone.</summary>
    Refused,
}
