using System.Collections.Frozen;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// The error codes that append, HEAD, GET and seal can meet with a status of 4xx, whatever that status is: the documentation, the official SDKs
/// and older releases disagree about it. A code that is not here is <see cref="StoreErrorKind.Refused"/>.
/// </summary>
/// <remarks>
/// Sources: OSS API reference, "AppendObject", "SealAppendObject", "HeadObject", "GetObject" and "Error responses"; OSS user guide, "HTTP status
/// code" 400, 403, 404, 405, 409, 411, 412, 416 and 503 and the pages of the EC codes 0015-, 0016- and 0026-; the integration tests of the
/// SDKs for Go (v1, v2), Python (v2), Java (v1, v2), C++ (v1, v2).
/// </remarks>
internal static class OssErrorCodes
{
    private static readonly FrozenDictionary<string, StoreErrorKind> Kinds = new Dictionary<string, StoreErrorKind>(StringComparer.Ordinal)
    {
        ["PositionNotEqualToLength"] = StoreErrorKind.PositionConflict, // 409; "AppendObject", "SealAppendObject", EC 0026-00000016

        // About this object: it takes no appends, another may.
        ["ObjectNotAppendable"] = StoreErrorKind.NotAppendable, // 409 (EC 0026-00000017); 411 on the page of that status
        ["AppendSealedObjectNotAllowed"] = StoreErrorKind.NotAppendable, // 400 for an append to a sealed object (SDK for Python v2); 409 in "SealAppendObject"
        ["FileImmutable"] = StoreErrorKind.NotAppendable, // 409; under a retention policy
        ["FileAlreadyExists"] = StoreErrorKind.NotAppendable, // 409; may not be overwritten, in whole or in part
        ["EntityTooLarge"] = StoreErrorKind.NotAppendable, // 400; over 5 GB
        ["InvalidObjectState"] = StoreErrorKind.NotAppendable, // 403; archived and not restored
        ["SymlinkTargetNotExist"] = StoreErrorKind.NotAppendable, // 404; a symbolic link
        ["InvalidTargetType"] = StoreErrorKind.NotAppendable, // 400; a symbolic link to a symbolic link

        // About the credentials and what they may do. All 403 but the last two.
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

        // About the bucket and the way to it.
        ["NoSuchBucket"] = StoreErrorKind.NoSuchBucket, // 404, EC 0015-00000101
        ["SecondLevelDomainForbidden"] = StoreErrorKind.WrongEndpoint, // 403
        ["NonStandardHostForbidden"] = StoreErrorKind.WrongEndpoint, // 403
        ["TransferAccelerationDisabled"] = StoreErrorKind.WrongEndpoint, // 403
        ["PermanentRedirect"] = StoreErrorKind.WrongEndpoint, // 403 on the page of that status

        // About the request, which would be refused for another object too. 400 where nothing else is said.
        ["InvalidArgument"] = StoreErrorKind.InvalidRequest, // also a storage class that takes no appends (EC 0016-00000503)
        ["MissingArgument"] = StoreErrorKind.InvalidRequest, // EC 0016-00000501 and 0016-00000502: the position
        ["InvalidBucketName"] = StoreErrorKind.InvalidRequest,
        ["InvalidObjectName"] = StoreErrorKind.InvalidRequest,
        ["InvalidEncryptionAlgorithmError"] = StoreErrorKind.InvalidRequest,
        ["InvalidTag"] = StoreErrorKind.InvalidRequest,
        ["InvalidURI"] = StoreErrorKind.InvalidRequest,
        ["NotImplemented"] = StoreErrorKind.InvalidRequest, // a header of a function that does not exist there
        ["MissingContentLength"] = StoreErrorKind.InvalidRequest, // 411
        ["PreconditionFailed"] = StoreErrorKind.InvalidRequest, // 412; this library sends no condition

        // It passes. What was damaged on the way, or met another change of the object, may have been applied in an earlier try.
        ["RequestTimeout"] = StoreErrorKind.Timeout,
        ["BadRequest"] = StoreErrorKind.ServerError,
        ["InvalidDigest"] = StoreErrorKind.ServerError, // Content-MD5, which a proxy or handler may add
        ["InvalidCRC64"] = StoreErrorKind.ServerError,
        ["StaleFile"] = StoreErrorKind.ServerError, // 409, EC 0026-00000004: tags or metadata are changed at this moment

        // 429 or 503 by the documentation, which stands for throttling by itself.
        ["QpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["TotalQpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["PartitionQpsLimitted"] = StoreErrorKind.Throttled,
        ["MetaOperationQpsLimitExceeded"] = StoreErrorKind.Throttled,
        ["ActiveRequestLimitExceeded"] = StoreErrorKind.Throttled,
        ["CpuLimitExceeded"] = StoreErrorKind.Throttled,
        ["UploadTrafficRateLimitExceeded"] = StoreErrorKind.Throttled,
        ["DownloadTrafficRateLimitExceeded"] = StoreErrorKind.Throttled,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a refusal with this code is about.</summary>
    internal static StoreErrorKind KindOf(string code) => Kinds.GetValueOrDefault(code, StoreErrorKind.Refused);
}
