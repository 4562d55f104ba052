using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>The protocol of the object gateway of Ceph.</summary>
internal sealed class RgwDialect(StoreEndpoint endpoint) : StoreDialect(endpoint, new AwsV4Signer(endpoint))
{
    internal override string StoreName => "Ceph RGW";

    internal override StoreErrorKind KindOf(StoreResponse response) => (response.Status, response.Code) switch
    {
        ( >= 300 and < 400, _) => StoreErrorKind.WrongEndpoint,
        (429, _) or (503, _) => StoreErrorKind.Throttled,
        (408, _) => StoreErrorKind.Timeout,
        ( >= 500, _) => StoreErrorKind.ServerError,
        // Two appends at one position both create a part. The second gets EEXIST, which has the same code as for a bucket.
        (409, "BucketAlreadyExists") => StoreErrorKind.PositionOccupied,
        (_, { } code) => RgwErrorCodes.KindOf(code),

        // Only the status is known. The response may come from a proxy, so the cause is uncertain.
        (401 or 403, _) => StoreErrorKind.AccessDenied,
        _ => StoreErrorKind.Unreadable,
    };

    internal override string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request) => kind switch
    {
        StoreErrorKind.ClockSkew when response.StoreTime is null =>
            "The clocks differ by more than 15 minutes, and the response has no Date to correct this machine's clock; set the clock.",
        StoreErrorKind.ClockSkew =>
            "The clocks differ by more than 15 minutes, and a corrected request failed too; set this machine's clock.",
        StoreErrorKind.ExpiredCredentials =>
            "Check that SecurityToken belongs to AccessKeyId and has not expired; a Credentials provider can renew it.",
        StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch" => $"Check AccessKeySecret.{OriginOf(response)}",
        StoreErrorKind.InvalidCredentials => $"Check AccessKeyId: the gateway has no user with this key.{OriginOf(response)}",
        StoreErrorKind.NoSuchBucket => "Check Bucket and Endpoint; this library never creates buckets.",
        StoreErrorKind.WrongEndpoint => response.Header("Location") is { } location
            ? $"It redirects to '{location}'; set Endpoint to the bucket's zone."
            : "Set Endpoint to the bucket's zone.",
        StoreErrorKind.AccessDenied =>
            $"Check that the key's user owns the bucket, or has s3:PutObject and s3:GetObject by the bucket's policy.{OriginOf(response)}",
        StoreErrorKind.Throttled => "Raise BufferingTimeLimit: larger batches need fewer requests.",
        StoreErrorKind.PositionOccupied =>
            "Another append occupies this position: it is slow, or its gateway crashed. If this continues, the next object is used.",
        StoreErrorKind.InvalidRequest when response.Code == "InvalidBucketState" =>
            "RGW cannot append to a bucket with object lock, or with enabled or suspended versioning. "
            + "Set Bucket to one that never had them.",
        StoreErrorKind.InvalidRequest when response.Code == "QuotaExceeded" =>
            "The quota of the user or bucket is exhausted. Raise it, or delete objects.",
        StoreErrorKind.InvalidRequest when response.Code == "MissingContentLength" =>
            "A proxy or handler sends the body without Content-Length, which RGW requires. Make it send the header.",
        StoreErrorKind.Unreadable =>
            $"Check that Endpoint '{Endpoint.Authority}' is a RADOS Gateway, and that no proxy responds in its place.",
        _ => null,
    };

    /// <summary>Always null: RGW names no error in the headers. The store sends another request to find it.</summary>
    internal override StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers) => null;

    /// <summary>Names the place where the access key was found, unless it came from the settings.</summary>
    private static string OriginOf(StoreResponse response) =>
        response.SignedBy?.Origin is { } origin ? $" The access key came from {origin}." : "";
}
