using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The kind of a failed request to a store. Metrics report it as <c>error.type</c>.</summary>
[Experimental(ExperimentalApi.Store)]
public enum StoreErrorKind
{
    /// <summary>No connection: name resolution, connection or TLS handshake failed. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The connection broke before the response arrived.</summary>
    ConnectionLost,

    /// <summary>No response within <c>RequestTimeout</c>.</summary>
    Timeout,

    /// <summary>A 5xx response.</summary>
    ServerError,

    /// <summary>The store refused the request because of the request rate (429, or 503 with a throttling code).</summary>
    Throttled,

    /// <summary>The response is unreadable or contradicts itself.</summary>
    Unreadable,

    /// <summary>The object does not end at the position of the append.</summary>
    PositionConflict,

    /// <summary>Another append occupies the position: it is in flight, or was interrupted and occupies it indefinitely.</summary>
    PositionOccupied,

    /// <summary>The object accepts no appends.</summary>
    NotAppendable,

    /// <summary>The credentials lack a permission.</summary>
    AccessDenied,

    /// <summary>The credentials are invalid.</summary>
    InvalidCredentials,

    /// <summary>The temporary credentials have expired.</summary>
    ExpiredCredentials,

    /// <summary>No credentials are available.</summary>
    NoCredentials,

    /// <summary>The clocks of this machine and of the store differ by more than the store allows.</summary>
    ClockSkew,

    /// <summary>The bucket does not exist.</summary>
    NoSuchBucket,

    /// <summary>The bucket is at another endpoint.</summary>
    WrongEndpoint,

    /// <summary>
    /// The request is invalid: a setting is wrong, or a proxy or handler changes requests. The same request to another object would fail
    /// too.
    /// </summary>
    InvalidRequest,

    /// <summary>Any other refusal. The cause is unknown and may affect this object only.</summary>
    Refused,
}
