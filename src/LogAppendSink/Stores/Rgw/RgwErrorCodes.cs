using System.Collections.Frozen;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// The error codes of append, HEAD, GET and listings with a status of 4xx (source: Ceph, <c>rgw_common.cc</c>,
/// <c>rgw_http_s3_errors</c>, main and 16.2). A code that is not listed is <see cref="StoreErrorKind.Refused"/>.
/// </summary>
internal static class RgwErrorCodes
{
    private static readonly FrozenDictionary<string, StoreErrorKind> Kinds = new Dictionary<string, StoreErrorKind>(StringComparer.Ordinal)
    {
        ["PositionNotEqualToLength"] = StoreErrorKind.PositionConflict, // 409

        // This object accepts no appends; another may.
        ["ObjectNotAppendable"] = StoreErrorKind.NotAppendable, // 409
        ["InvalidObjectState"] = StoreErrorKind.NotAppendable, // 403; moved to another tier

        // The user or its permissions.
        ["AccessDenied"] = StoreErrorKind.AccessDenied, // 403
        ["UserSuspended"] = StoreErrorKind.AccessDenied, // 403
        ["InvalidAccessKeyId"] = StoreErrorKind.InvalidCredentials, // 403
        ["SignatureDoesNotMatch"] = StoreErrorKind.InvalidCredentials, // 403
        ["InvalidIdentityToken"] = StoreErrorKind.ExpiredCredentials, // 400
        ["ExpiredToken"] = StoreErrorKind.ExpiredCredentials, // 400
        ["RequestTimeTooSkewed"] = StoreErrorKind.ClockSkew, // 403

        // The bucket or the request. It would be refused for another object too.
        ["NoSuchBucket"] = StoreErrorKind.NoSuchBucket, // 404
        ["InvalidBucketState"] = StoreErrorKind.InvalidRequest, // 409; versioning
        ["QuotaExceeded"] = StoreErrorKind.InvalidRequest, // 403
        ["EntityTooLarge"] = StoreErrorKind.InvalidRequest, // 400; one request exceeds rgw_max_put_size
        ["InvalidArgument"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidRequest"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidDigest"] = StoreErrorKind.InvalidRequest, // 400; Content-MD5 is not an MD5
        ["InvalidBucketName"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidObjectName"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidTag"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidEncryptionAlgorithmError"] = StoreErrorKind.InvalidRequest, // 400
        ["MissingContentLength"] = StoreErrorKind.InvalidRequest, // 411
        ["PreconditionFailed"] = StoreErrorKind.InvalidRequest, // 412; this library sends no condition

        // Transient. A request that was damaged in transit may have been applied by an earlier attempt.
        ["RequestTimeout"] = StoreErrorKind.Timeout, // 400 and 408
        ["BadDigest"] = StoreErrorKind.ServerError, // 400
        ["XAmzContentSHA256Mismatch"] = StoreErrorKind.ServerError, // 400
        ["OperationAborted"] = StoreErrorKind.ServerError, // 409; tags are being changed
        ["Locked"] = StoreErrorKind.ServerError, // 423
        ["SlowDown"] = StoreErrorKind.Throttled, // 503
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the kind of error for a code.</summary>
    internal static StoreErrorKind KindOf(string code) => Kinds.GetValueOrDefault(code, StoreErrorKind.Refused);
}
