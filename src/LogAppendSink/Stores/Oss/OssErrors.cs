using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>Classifies the error responses of OSS (reference: OSS API, "Error responses"), and advises what to check.</summary>
internal static class OssErrors
{
    /// <summary>
    /// The message of the 400 by which V4 refuses a signing date far from the store's (also known to the OSS SDKs for Android and iOS).
    /// </summary>
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

        // Only the status is known. The response may come from a proxy, so the cause is uncertain.
        (401 or 403, _) => StoreErrorKind.AccessDenied,
        _ => StoreErrorKind.Unreadable,
    };

    internal static string? HintFor(
        StoreErrorKind kind, StoreResponse response, StoreRequest request, StoreEndpoint endpoint) => kind switch
        {
            StoreErrorKind.ClockSkew => response.StoreTime is null
                ? "The clocks differ by more than 15 minutes, "
                    + "and the response has neither Date nor ServerTime to correct this machine's clock; set the clock."
                : "The clocks differ by more than 15 minutes, and a corrected request failed too; set this machine's clock.",
            StoreErrorKind.ExpiredCredentials when response.SignedBy?.Origin is not null => OriginOf(response).TrimStart(),
            StoreErrorKind.ExpiredCredentials =>
                "Check that SecurityToken belongs to AccessKeyId and has not expired; a Credentials provider can renew it.",
            StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch"
                && endpoint.SignatureVersion == OssSignatureVersion.V1 =>
                $"Check AccessKeySecret.{OriginOf(response)}",
            StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch" =>
                $"Check AccessKeySecret, and that Region '{endpoint.Region}' matches the endpoint.{OriginOf(response)}",
            StoreErrorKind.InvalidCredentials => $"Check AccessKeyId and SecurityToken.{OriginOf(response)}",
            StoreErrorKind.NoSuchBucket when endpoint.Region is null => "Check Bucket and Endpoint; this library never creates buckets.",
            StoreErrorKind.NoSuchBucket =>
                $"Check Bucket, and that it is in region '{endpoint.Region}'; this library never creates buckets.",
            StoreErrorKind.WrongEndpoint => WrongEndpointHint(response, endpoint),
            StoreErrorKind.AccessDenied when response.Code is "KeyDisabled" or "KeyPendingDeletion" or "KmsServiceNotEnabled"
                or "KmsUbsmsInvalidBid" or "KmsInDebt" or "KmsInDebtOverdue" =>
                "Check the KMS key that the bucket or ServerSideEncryption uses.",
            StoreErrorKind.AccessDenied when response.Code is "UserDisable" or "AbnormalBucketOwnerStatus" or "BucketDisable"
                or "InDebt" or "InDebtOverdue" =>
                "Check the account that owns the bucket for overdue payments or restrictions.",
            StoreErrorKind.NotAppendable when response.Code == "InvalidObjectState" =>
                "The object is archived and accepts no appends. Restore it before you read it.",
            StoreErrorKind.InvalidRequest when response.Code == "MissingContentLength" =>
                "A proxy or handler sends the body without Content-Length, which OSS requires. Make it send the header.",
            StoreErrorKind.InvalidRequest => "Check the settings that the response names, and whether a proxy or handler changes requests.",
            StoreErrorKind.AccessDenied or StoreErrorKind.Refused when kind == StoreErrorKind.AccessDenied || response.Status == 403 =>
                $"Check that the access key has the permission {ActionsOf(request)}.{HttpsOf(endpoint)}{OriginOf(response)}",
            StoreErrorKind.Throttled => "Raise BufferingTimeLimit: larger batches need fewer requests.",
            StoreErrorKind.Unreadable => $"Check that Endpoint '{endpoint.Authority}' is OSS, and that no proxy responds in its place.",
            _ => null,
        };

    private static string WrongEndpointHint(StoreResponse response, StoreEndpoint endpoint)
    {
        if (Says(response, InvalidSigningRegion))
            return $"The bucket is not in Region '{endpoint.Region}'. Set Region and Endpoint to the bucket's region.";

        if (response.Error?.Endpoint is { } right)
        {
            return $"Set Endpoint to '{right}', the bucket's endpoint."
                + (endpoint.IsRegionSet && OssEndpoint.RegionOf(right) is { } region && region != endpoint.Region
                    ? $" Also set Region to '{region}'."
                    : "");
        }

        return response.Header("Location") is { } location
            ? $"It redirects to '{location}'; set Endpoint to the bucket's endpoint."
            : "Set Endpoint to the endpoint of the bucket's region.";
    }

    /// <summary>
    /// Returns the permissions that the request needs. An append follows a successful HEAD, so a refused append lacks only its own
    /// permission. A refused HEAD may precede an append that would be refused too, so both are named. (OSS developer guide, "RAM policy".)
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

    /// <summary>
    /// Advises https. A bucket policy may refuse http (<c>acs:SecureTransport</c>), and OSS does not report that as the cause.
    /// </summary>
    private static string HttpsOf(StoreEndpoint endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback ? " If the bucket's policy refuses http, use https in Endpoint." : "";

    private static bool Says(StoreResponse response, string words) =>
        response.Error?.Message?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Names the place where the access key was found, unless it came from the settings. A key may come from several places.
    /// </summary>
    private static string OriginOf(StoreResponse response) =>
        response.SignedBy?.Origin is { } origin ? $" The access key came from {origin}." : "";
}
