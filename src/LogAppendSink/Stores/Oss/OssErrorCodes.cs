using System.Collections.Frozen;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// The error codes of append, HEAD, GET and seal with a status of 4xx. The status is ignored, because the documentation, the official SDKs
/// and older releases disagree about it. A code that is not listed is <see cref="StoreErrorKind.Refused"/>.
/// </summary>
/// <remarks>
/// Sources: OSS API reference, "AppendObject", "SealAppendObject", "HeadObject", "GetObject" and "Error responses"; OSS user guide, "HTTP
/// status code" 400, 403, 404, 405, 409, 411, 412, 416 and 503 and the pages of the EC codes 0015-, 0016- and 0026-; the integration tests
/// of the SDKs for Go (v1, v2), Python (v2), Java (v1, v2), C++ (v1, v2).
/// </remarks>
internal static class OssErrorCodes
{
    private static readonly FrozenDictionary<string, StoreErrorKind> Kinds = new Dictionary<string, StoreErrorKind>(StringComparer.Ordinal)
    {
        ["PositionNotEqualToLength"] = StoreErrorKind.PositionConflict, // 409; "AppendObject", "SealAppendObject", EC 0026-00000016

        // This object accepts no appends; another may.
        ["ObjectNotAppendable"] = StoreErrorKind.NotAppendable, // 409 (EC 0026-00000017); 411 on the page of that status
        // 400 for an append to a sealed object (SDK for Python v2); 409 in "SealAppendObject"
        ["AppendSealedObjectNotAllowed"] = StoreErrorKind.NotAppendable,
        ["FileImmutable"] = StoreErrorKind.NotAppendable, // 409; under a retention policy
        ["FileAlreadyExists"] = StoreErrorKind.NotAppendable, // 409; must not be overwritten, in whole or in part
        ["EntityTooLarge"] = StoreErrorKind.NotAppendable, // 400; over 5 GB
        ["InvalidObjectState"] = StoreErrorKind.NotAppendable, // 403; archived and not restored
        ["SymlinkTargetNotExist"] = StoreErrorKind.NotAppendable, // 404; a symbolic link
        ["InvalidTargetType"] = StoreErrorKind.NotAppendable, // 400; a symbolic link to a symbolic link

        // The credentials or their permissions. Status 403, except for the last two of AccessDenied.
        ["AccessDenied"] = StoreErrorKind.AccessDenied,
        ["AccessForbidden"] = StoreErrorKind.AccessDenied, // CORS
        ["AbnormalBucketOwnerStatus"] = StoreErrorKind.AccessDenied,
        ["BucketDisable"] = StoreErrorKind.AccessDenied,
        ["BucketNotBelongTo"] = StoreErrorKind.AccessDenied,
        ["CnameDenied"] = StoreErrorKind.AccessDenied,
        ["InDebt"] = StoreErrorKind.AccessDenied,
        ["InDebtOverdue"] = StoreErrorKind.AccessDenied,
        ["KmsInDebt"] = StoreErrorKind.AccessDenied,
        ["KmsInDebtOverdue"] = StoreErrorKind.AccessDenied,
        ["KmsServiceNotEnabled"] = StoreErrorKind.AccessDenied,
        ["KmsUbsmsInvalidBid"] = StoreErrorKind.AccessDenied,
        ["UbsmsInvalidBid"] = StoreErrorKind.AccessDenied,
        ["UserDisable"] = StoreErrorKind.AccessDenied,
        ["KeyDisabled"] = StoreErrorKind.AccessDenied, // 409; the key of KMS
        ["KeyPendingDeletion"] = StoreErrorKind.AccessDenied, // 409
        ["InvalidAccessKeyId"] = StoreErrorKind.InvalidCredentials,
        ["SignatureDoesNotMatch"] = StoreErrorKind.InvalidCredentials,
        ["AccessKeyIdAndSecurityTokenNotMatch"] = StoreErrorKind.InvalidCredentials,
        ["SecurityTokenNotSupported"] = StoreErrorKind.InvalidCredentials,
        ["SecurityTokenExpired"] = StoreErrorKind.ExpiredCredentials,
        ["InvalidSecurityToken"] = StoreErrorKind.ExpiredCredentials,
        ["RequestTimeTooSkewed"] = StoreErrorKind.ClockSkew,

        // The bucket, or the endpoint.
        ["NoSuchBucket"] = StoreErrorKind.NoSuchBucket, // 404, EC 0015-00000101
        ["SecondLevelDomainForbidden"] = StoreErrorKind.WrongEndpoint, // 403
        ["NonStandardHostForbidden"] = StoreErrorKind.WrongEndpoint, // 403
        ["TransferAccelerationDisabled"] = StoreErrorKind.WrongEndpoint, // 403
        ["PermanentRedirect"] = StoreErrorKind.WrongEndpoint, // 403 on the page of that status

        // The request. It would be refused for another object too. Status 400 unless noted.
        ["InvalidArgument"] = StoreErrorKind.InvalidRequest, // also a storage class that does not support appends (EC 0016-00000503)
        ["MissingArgument"] = StoreErrorKind.InvalidRequest, // EC 0016-00000501 and 0016-00000502: the position
        ["InvalidBucketName"] = StoreErrorKind.InvalidRequest,
        ["InvalidObjectName"] = StoreErrorKind.InvalidRequest,
        ["InvalidEncryptionAlgorithmError"] = StoreErrorKind.InvalidRequest,
        ["InvalidTag"] = StoreErrorKind.InvalidRequest,
        ["InvalidURI"] = StoreErrorKind.InvalidRequest,
        ["NotImplemented"] = StoreErrorKind.InvalidRequest, // a header of an unsupported function
        ["MissingContentLength"] = StoreErrorKind.InvalidRequest, // 411
        ["PreconditionFailed"] = StoreErrorKind.InvalidRequest, // 412; this library sends no condition

        // Transient. A request that was damaged in transit, or collided with another change, may have been applied by an earlier attempt.
        ["RequestTimeout"] = StoreErrorKind.Timeout,
        ["BadRequest"] = StoreErrorKind.ServerError,
        ["InvalidDigest"] = StoreErrorKind.ServerError, // Content-MD5, which a proxy or handler may add
        ["InvalidCRC64"] = StoreErrorKind.ServerError,
        ["StaleFile"] = StoreErrorKind.ServerError, // 409, EC 0026-00000004: tags or metadata are being changed

        // Status 429 or 503 in the documentation, which alone means throttling.
        ["QpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["TotalQpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["PartitionQpsLimitted"] = StoreErrorKind.Throttled,
        ["MetaOperationQpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["ActiveRequestLimitExceeded"] = StoreErrorKind.Throttled,
        ["CpuLimitExceeded"] = StoreErrorKind.Throttled,
        ["UploadTrafficRateLimitExceeded"] = StoreErrorKind.Throttled,
        ["DownloadTrafficRateLimitExceeded"] = StoreErrorKind.Throttled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the kind of error for a code.</summary>
    internal static StoreErrorKind KindOf(string code) => Kinds.GetValueOrDefault(code, StoreErrorKind.Refused);
}
