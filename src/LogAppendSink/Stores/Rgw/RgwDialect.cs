using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>How the object gateway of Ceph is talked to.</summary>
internal sealed class RgwDialect(StoreEndpoint endpoint) : StoreDialect(endpoint, new AwsV4Signer(endpoint))
{
    internal override string StoreName => "Ceph RGW";

    internal override StoreErrorKind KindOf(StoreResponse response) => (response.Status, response.Code) switch
    {
        ( >= 300 and < 400, _) => StoreErrorKind.WrongEndpoint,
        (429, _) or (503, _) => StoreErrorKind.Throttled,
        (408, _) => StoreErrorKind.Timeout,
        ( >= 500, _) => StoreErrorKind.ServerError,
        (409, "BucketAlreadyExists") => StoreErrorKind.PositionOccupied, // Two appends at one position race to create a part; the loser's EEXIST has the code that a bucket's would have.
        (_, { } code) => RgwErrorCodes.KindOf(code),

        // The status alone: what it refuses is clear, who refuses it is not.
        (401 or 403, _) => StoreErrorKind.AccessDenied,
        _ => StoreErrorKind.Unreadable,
    };

    internal override string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request) => kind switch
    {
        StoreErrorKind.ClockSkew when response.StoreTime is null => "The clocks differ by more than 15 minutes, and the response has no Date to correct ours by; set this machine's clock.",
        StoreErrorKind.ClockSkew => "The clocks differ by more than 15 minutes, and correcting for it did not help; set this machine's clock.",
        StoreErrorKind.ExpiredCredentials => "Check that SecurityToken belongs to AccessKeyId and has not expired; a Credentials provider can renew it.",
        StoreErrorKind.InvalidCredentials when response.Code == "SignatureDoesNotMatch" => $"Check AccessKeySecret.{OriginOf(response)}",
        StoreErrorKind.InvalidCredentials => $"Check AccessKeyId: the gateway knows no such user.{OriginOf(response)}",
        StoreErrorKind.NoSuchBucket => "Check Bucket and Endpoint; this library never creates buckets.",
        StoreErrorKind.WrongEndpoint => response.Header("Location") is { } location
            ? $"It redirects to '{location}'; set Endpoint to the zone where the bucket lives."
            : "Check Endpoint: it must be of the zone where the bucket lives.",
        StoreErrorKind.AccessDenied => $"Check that the key's user owns the bucket, or that the bucket's policy allows it s3:PutObject and s3:GetObject.{OriginOf(response)}",
        StoreErrorKind.Throttled => "Larger batches make fewer requests: raise BufferingTimeLimit.",
        StoreErrorKind.PositionOccupied => "Another append holds this position: one that is slow, or one that died with its gateway. Where it stays so, the next object is begun.",
        StoreErrorKind.InvalidRequest when response.Code == "InvalidBucketState" =>
            "RGW appends to no bucket that has versioning, also when suspended, or object lock: set Bucket to one that never had them.",
        StoreErrorKind.InvalidRequest when response.Code == "QuotaExceeded" => "The quota of the user or of the bucket is used up: have it raised, or objects deleted.",
        StoreErrorKind.InvalidRequest when response.Code == "MissingContentLength" => "A proxy or handler on the way sends the body without its length, which RGW does not take.",
        StoreErrorKind.Unreadable => $"Check that Endpoint '{Endpoint.Authority}' is a RADOS Gateway and no proxy answers in its place.",
        _ => null,
    };

    /// <summary>It says none; the store asks again in another way.</summary>
    internal override StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers) => null;

    /// <summary>Where the access key was found, when not in the settings.</summary>
    private static string OriginOf(StoreResponse response) => response.SignedBy?.Origin is { } origin ? $" The access key came from {origin}." : "";
}
