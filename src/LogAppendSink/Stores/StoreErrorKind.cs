using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The kind of a failed request to a store. Metrics have it as <c>error.type</c>.</summary>
[Experimental(ExperimentalApi.Store)]
public enum StoreErrorKind
{
    /// <summary>No connection: name resolution, connect or TLS handshake failed. Nothing was sent.</summary>
    Unreachable,

    /// <summary>The connection broke while the response was awaited.</summary>
    ConnectionLost,

    /// <summary>No response within <c>RequestTimeout</c>.</summary>
    Timeout,

    /// <summary>A 5xx response.</summary>
    ServerError,

    /// <summary>The store refused the request because of its rate (429, 503 with a throttling code).</summary>
    Throttled,

    /// <summary>A response that cannot be read, or contradicts itself.</summary>
    Unreadable,

    /// <summary>The object does not end where the append said.</summary>
    PositionConflict,

    /// <summary>Another append holds the position; it is in flight, or it was interrupted and holds it indefinitely.</summary>
    PositionOccupied,

    /// <summary>The object takes no appends.</summary>
    NotAppendable,

    /// <summary>The credentials lack a permission.</summary>
    AccessDenied,

    /// <summary>The credentials are wrong.</summary>
    InvalidCredentials,

    /// <summary>The temporary credentials have expired.</summary>
    ExpiredCredentials,

    /// <summary>There are no credentials.</summary>
    NoCredentials,

    /// <summary>The clocks of this machine and of the store differ by more than the store allows.</summary>
    ClockSkew,

    /// <summary>The bucket does not exist.</summary>
    NoSuchBucket,

    /// <summary>The bucket is at another endpoint.</summary>
    WrongEndpoint,

    /// <summary>
    /// The request itself is invalid: a setting is wrong, or something on the way changes requests. The same request to another object would fail too.
    /// </summary>
    InvalidRequest,

    /// <summary>Any other refusal. Its cause is unknown and may concern this object alone.</summary>
    Refused,
}
