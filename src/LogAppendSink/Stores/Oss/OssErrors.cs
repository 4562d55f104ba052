using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>Classifies the error responses of OSS (reference: OSS API, "Error responses"), and says what to check.</summary>
internal static class OssErrors
{
    /// <summary>The message of the 400 by which V4 refuses a date far from its own (also known to the OSS SDKs for Android and iOS).</summary>
    private const string InvalidSigningDate = "Invalid signing date";

    /// <summary>The message of the 400 by which V4 refuses a region that is not the bucket's (EC 0002-00000226).</summary>
    private const string InvalidSigningRegion = "Invalid signing region";

    internal static StoreErrorKind KindOf(StoreResponse response) => (response.Status, response.Code) switch
    {
        (400, "InvalidArgument") when Says(response, InvalidSigningDate) => StoreErrorKind.ClockSkew,
        (400, "InvalidArgument") when Says(response, InvalidSigningRegion) => StoreErrorKind.WrongEndpoint,
        (403, _) when response.Error?.Endpoint is not null => StoreErrorKind.WrongEndpoint,
        ( >= 300 and < 400, _) => StoreErrorKind.WrongEndpoint,
        (429, _) or (503, _) => StoreErrorKind.Throttled,
        (408, _) => StoreErrorKind.Timeout,
        ( >= 500, _) => StoreErrorKind.ServerError,
        (_, { } code) => OssErrorCodes.KindOf(code),

        // The status alone: what it refuses is clear, who refuses it is not.
        (401 or 403, _) => StoreErrorKind.AccessDenied,
        _ => StoreErrorKind.Unreadable,
    };

    internal static string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request, StoreEndpoint endpoint) => kind switch
    {
        StoreErrorKind.ClockSkew => response.StoreTime is null
            ? "The clocks differ by more than 15 minutes, and the response has neither Date nor ServerTime to correct ours by; set this machine's clock."
            : "The clocks differ by more than 15 minutes, and correcting for it did not help; set this machine's clock.",
        StoreErrorKind.ExpiredCredentials when response.SignedBy?.Origin is not null => OriginOf(response).TrimStart(),
        StoreErrorKind.ExpiredCredentials => "Check that SecurityToken belongs to AccessKeyId and has not expired; a Credentials provider can renew it.",
        StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch" && endpoint.SignatureVersion == OssSignatureVersion.V1 =>
            $"Check AccessKeySecret.{OriginOf(response)}",
        StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch" =>
            $"Check AccessKeySecret, and that Region '{endpoint.Region}' is the endpoint's.{OriginOf(response)}",
        StoreErrorKind.InvalidCredentials => $"Check AccessKeyId and SecurityToken.{OriginOf(response)}",
        StoreErrorKind.NoSuchBucket when endpoint.Region is null => "Check Bucket and Endpoint; this library never creates buckets.",
        StoreErrorKind.NoSuchBucket => $"Check Bucket, and that it lives in region '{endpoint.Region}'; this library never creates buckets.",
        StoreErrorKind.WrongEndpoint => WrongEndpointHint(response, endpoint),
        StoreErrorKind.AccessDenied when response.Code is "KeyDisabled" or "KeyPendingDeletion" or "KmsServiceNotEnabled" or "KmsUbsmsInvalidBid" or "KmsInDebt" or "KmsInDebtOverdue" =>
            "Check the key of KMS that the bucket or ServerSideEncryption uses.",
        StoreErrorKind.AccessDenied when response.Code is "UserDisable" or "AbnormalBucketOwnerStatus" or "BucketDisable" or "InDebt" or "InDebtOverdue" =>
            "Check the account that owns the bucket: whether it has overdue payments, or is restricted.",
        StoreErrorKind.NotAppendable when response.Code == "InvalidObjectState" => "The object is archived: restore it before it is read; it takes no appends.",
        StoreErrorKind.InvalidRequest when response.Code == "MissingContentLength" => "A proxy or handler on the way sends the body without its length, which OSS does not take.",
        StoreErrorKind.InvalidRequest => "Check the settings that it names; or a proxy or handler on the way has changed the request.",
        StoreErrorKind.AccessDenied or StoreErrorKind.Refused when kind == StoreErrorKind.AccessDenied || response.Status == 403 => $"Check that the access key may do {ActionsOf(request)}.{HttpsOf(endpoint)}{OriginOf(response)}",
        StoreErrorKind.Throttled => "Larger batches make fewer requests: raise BufferingTimeLimit.",
        StoreErrorKind.Unreadable => $"Check that Endpoint '{endpoint.Authority}' is OSS and no proxy answers in its place.",
        _ => null,
    };

    private static string WrongEndpointHint(StoreResponse response, StoreEndpoint endpoint)
    {
        if (Says(response, InvalidSigningRegion))
            return $"Region '{endpoint.Region}' is not the bucket's: set it, and Endpoint, to those of the region where the bucket lives.";

        if (response.Error?.Endpoint is { } right)
        {
            return $"Set Endpoint to '{right}', where the bucket lives."
                + (endpoint.IsRegionSet && OssEndpoint.RegionOf(right) is { } region && region != endpoint.Region ? $" Set Region to '{region}' along with it." : "");
        }

        return response.Header("Location") is { } location
            ? $"It redirects to '{location}'; set Endpoint to the place where the bucket lives."
            : "Check Endpoint: it must be the one of the bucket's region.";
    }

    /// <summary>
    /// What a refused append lacks is known, because it comes after a look; a refused look may come before an append that is refused too.
    /// (OSS developer guide, "RAM policy".)
    /// </summary>
    private static string ActionsOf(StoreRequest request)
    {
        if (request.Key is { Length: 0 })
            return "oss:ListObjects on the bucket";

        var actions = (request.Method, request.Query.Count > 0 ? request.Query[0].Key : null) switch
        {
            ("GET", "acl") => "oss:GetObjectAcl",
            ("PUT", "acl") => "oss:PutObjectAcl",
            ("GET", "tagging") => "oss:GetObjectTagging",
            ("PUT", "tagging") => "oss:PutObjectTagging",
            ("DELETE", "tagging") => "oss:DeleteObjectTagging",
            ("POST", "seal") => "oss:SealAppendObject",
            ("POST", _) => "oss:PutObject (with Tags, oss:PutObjectTagging too)",
            ("GET", _) => "oss:GetObject",
            _ => "oss:PutObject and oss:GetObject",
        };
        return $"{actions} on this key";
    }

    /// <summary>A bucket's policy may refuse http (its condition <c>acs:SecureTransport</c>), and OSS does not say that it was this.</summary>
    private static string HttpsOf(StoreEndpoint endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback ? " Where the bucket's policy refuses http, set Endpoint to https." : "";

    private static bool Says(StoreResponse response, string words) => response.Error?.Message?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Where the access key was found, when not in the settings: with several places to look in, that is half of the cause.</summary>
    private static string OriginOf(StoreResponse response) => response.SignedBy?.Origin is { } origin ? $" The access key came from {origin}." : "";
}
