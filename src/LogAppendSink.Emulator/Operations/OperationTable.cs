using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// The emulated operations by level: service, bucket, object. All others are rejected. If an operation ignored an
/// unknown parameter, it could do the wrong thing: a PUT with <c>?retention</c> would replace the object with the policy document.
/// </summary>
internal static class OperationTable
{
    private const string RequestPayer = "x-oss-request-payer";

    private static readonly OperationEntry[] OnService =
    [
        new("GET", null, OssOperation.ListBuckets, "prefix", "marker", "max-keys"),
    ];

    private static readonly OperationEntry[] OnBucket =
    [
        new("GET", "acl", OssOperation.GetBucketAcl),
        new("GET", "bucketInfo", OssOperation.GetBucketInfo),
        new("GET", "location", OssOperation.GetBucketLocation),
        new(
            "GET", "uploads", OssOperation.ListMultipartUploads,
            "delimiter", "prefix", "max-uploads", "key-marker", "upload-id-marker", "encoding-type"),
        new(
            "GET", null, OssOperation.List,
            "list-type", "prefix", "delimiter", "marker", "start-after", "continuation-token", "max-keys", "encoding-type", "fetch-owner"),
        new("PUT", "acl", OssOperation.PutBucketAcl),
        new("PUT", null, OssOperation.PutBucket),
        new("DELETE", null, OssOperation.DeleteBucket),
        new("POST", "delete", OssOperation.DeleteMultiple, "encoding-type"),
    ];

    private static readonly OperationEntry[] OnObject =
    [
        // The operation rejects a version or callback itself, with the specific code of OSS.
        new("POST", "append", OssOperation.Append, "position", "versionId", "callback", "callback-var", OssHeaders.TrafficLimit),
        new("POST", "seal", OssOperation.Seal, "position"),
        new("HEAD", "objectMeta", OssOperation.GetMeta),
        new("HEAD", null, OssOperation.Head),
        new("GET", "acl", OssOperation.GetAcl),
        new("GET", "tagging", OssOperation.GetTagging),
        new(
            "GET", null, OssOperation.Get,
            "response-content-type", "response-content-language", "response-expires", "response-cache-control",
            "response-content-disposition", "response-content-encoding", OssHeaders.TrafficLimit),
        new("PUT", "acl", OssOperation.PutAcl),
        new("PUT", "tagging", OssOperation.PutTagging),
        new("PUT", null, OssOperation.Put, OssHeaders.TrafficLimit),
        new("DELETE", "tagging", OssOperation.DeleteTagging),
        new("DELETE", null, OssOperation.Delete),
    ];

    /// <summary>Returns the entry of a request, or null if its method has none.</summary>
    public static OperationEntry? Find(OssRequest request)
    {
        var entries = request.Address switch
        {
            { Bucket: null } => OnService,
            { Key: null } => OnBucket,
            _ => OnObject,
        };

        // For each method, the entry without a sub-resource comes last.
        return entries.FirstOrDefault(entry =>
            entry.Method == request.Method && (entry.Subresource is null || request.Target.Has(entry.Subresource)));
    }

    /// <summary>Returns the first parameter that the entry does not support, or null.</summary>
    public static string? Unknown(OssRequest request, OperationEntry? entry) => request.Target.Parameters
        .Select(parameter => parameter.Name)
        .FirstOrDefault(name => name != RequestPayer && !OssParameters.IsSignature(name) && entry?.Understands(name) != true);
}
