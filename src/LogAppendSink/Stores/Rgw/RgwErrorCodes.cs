using System.Collections.Frozen;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// The error codes that append, HEAD, GET and listings can meet with a status of 4xx (source: Ceph, <c>rgw_common.cc</c>,
/// <c>rgw_http_s3_errors</c>, main and 16.2). A code that is not here is <see cref="StoreErrorKind.Refused"/>.
/// </summary>
internal static class RgwErrorCodes
{
    private static readonly FrozenDictionary<string, StoreErrorKind> Kinds = new Dictionary<string, StoreErrorKind>(StringComparer.Ordinal)
    {
        ["PositionNotEqualToLength"] = StoreErrorKind.PositionConflict, // 409

        // About this object: it takes no appends, another may.
        ["ObjectNotAppendable"] = StoreErrorKind.NotAppendable, // 409
        ["InvalidObjectState"] = StoreErrorKind.NotAppendable, // 403; moved to another tier

        // About the user and what it may do.
        ["AccessDenied"] = StoreErrorKind.AccessDenied, // 403
        ["UserSuspended"] = StoreErrorKind.AccessDenied, // 403
        ["InvalidAccessKeyId"] = StoreErrorKind.InvalidCredentials, // 403
        ["SignatureDoesNotMatch"] = StoreErrorKind.InvalidCredentials, // 403
        ["InvalidIdentityToken"] = StoreErrorKind.ExpiredCredentials, // 400
        ["ExpiredToken"] = StoreErrorKind.ExpiredCredentials, // 400
        ["RequestTimeTooSkewed"] = StoreErrorKind.ClockSkew, // 403

        // About the bucket, or the request, which would be refused for another object too.
        ["NoSuchBucket"] = StoreErrorKind.NoSuchBucket, // 404
        ["InvalidBucketState"] = StoreErrorKind.InvalidRequest, // 409; versioning
        ["QuotaExceeded"] = StoreErrorKind.InvalidRequest, // 403
        ["EntityTooLarge"] = StoreErrorKind.InvalidRequest, // 400; rgw_max_put_size, of one request
        ["InvalidArgument"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidRequest"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidDigest"] = StoreErrorKind.InvalidRequest, // 400; a Content-MD5 that is no MD5
        ["InvalidBucketName"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidObjectName"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidTag"] = StoreErrorKind.InvalidRequest, // 400
        ["InvalidEncryptionAlgorithmError"] = StoreErrorKind.InvalidRequest, // 400
        ["MissingContentLength"] = StoreErrorKind.InvalidRequest, // 411
        ["PreconditionFailed"] = StoreErrorKind.InvalidRequest, // 412; this library sends no condition

        // It passes; what was damaged on the way may have been applied in an earlier try.
        ["RequestTimeout"] = StoreErrorKind.Timeout, // 400 and 408
        ["BadDigest"] = StoreErrorKind.ServerError, // 400
        ["XAmzContentSHA256Mismatch"] = StoreErrorKind.ServerError, // 400
        ["OperationAborted"] = StoreErrorKind.ServerError, // 409; tags are changed at this moment
        ["Locked"] = StoreErrorKind.ServerError, // 423
        ["SlowDown"] = StoreErrorKind.Throttled, // 503
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a refusal with this code is about.</summary>
    internal static StoreErrorKind KindOf(string code) => Kinds.GetValueOrDefault(code, StoreErrorKind.Refused);
}
