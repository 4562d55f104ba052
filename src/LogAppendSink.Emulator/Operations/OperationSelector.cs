using LogAppendSink.Emulator.Http;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Which operation a request asks for, from its method, its resource and its sub-resources.</summary>
internal static class OperationSelector
{
    // Sub-resources that mean another operation than the method alone; ignoring one would do the wrong thing.
    private static readonly string[] OtherSubresources =
    [
        "acl", "bucketInfo", "callback", "cname", "cors", "delete", "encryption", "inventory", "lifecycle", "location", "logging",
        "objectMeta", "partNumber", "policy", "referer", "replication", "requestPayment", "restore", "stat", "style", "symlink",
        "tagging", "transferAcceleration", "uploadId", "uploads", "versioning", "versions", "website", "worm", "x-oss-process",
    ];

    public static OssOperation Select(OssRequest request) => request.Address switch
    {
        { Bucket: null } => HttpMethods.IsGet(request.Method) ? OssOperation.ListBuckets : OssOperation.Unsupported,
        { Key: null } => OnBucket(request),
        _ => OnObject(request),
    };

    /// <summary>The error for a request that <see cref="Select"/> could not place.</summary>
    public static OssError Refusal(OssRequest request)
    {
        var method = request.Method;
        var subresource = Subresource(request);

        if (subresource == "symlink")
            return OssErrors.NotImplementedHere("symbolic links; log objects are never linked to");

        if (subresource is not null)
            return OssErrors.NotImplementedHere($"{method} with '{subresource}'");

        return request.Address switch
        {
            { Bucket: null } => OssErrors.MethodNotAllowed(method, "SERVICE", "GET"),
            { Key: null } when HttpMethods.IsPost(method) => OssErrors.InvalidObjectName("The Object name can not be empty."),
            { Key: null } => OssErrors.MethodNotAllowed(method, "BUCKET", "GET, PUT, DELETE, POST"),
            _ => OssErrors.MethodNotAllowed(method, "OBJECT", "GET, PUT, HEAD, DELETE, POST"),
        };
    }

    private static OssOperation OnBucket(OssRequest request) => (request.Method, Subresource(request)) switch
    {
        ("GET", null) => OssOperation.List,
        ("GET", "acl") => OssOperation.GetBucketAcl,
        ("GET", "bucketInfo") => OssOperation.GetBucketInfo,
        ("GET", "location") => OssOperation.GetBucketLocation,
        ("PUT", null) => OssOperation.PutBucket,
        ("PUT", "acl") => OssOperation.PutBucketAcl,
        ("DELETE", null) => OssOperation.DeleteBucket,
        ("POST", "delete") => OssOperation.DeleteMultiple,
        _ => OssOperation.Unsupported,
    };

    private static OssOperation OnObject(OssRequest request) => (request.Method, Subresource(request)) switch
    {
        ("POST", _) when request.Target.Has("append") => OssOperation.Append,
        ("POST", _) when request.Target.Has("seal") => OssOperation.Seal,
        ("HEAD", null) => OssOperation.Head,
        ("HEAD", "objectMeta") => OssOperation.GetMeta,
        ("GET", null) => OssOperation.Get,
        ("GET", "acl") => OssOperation.GetAcl,
        ("GET", "tagging") => OssOperation.GetTagging,
        ("PUT", null) => request[OssHeaders.CopySource] is null ? OssOperation.Put : OssOperation.Copy,
        ("PUT", "acl") => OssOperation.PutAcl,
        ("PUT", "tagging") => OssOperation.PutTagging,
        ("DELETE", null) => OssOperation.Delete,
        ("DELETE", "tagging") => OssOperation.DeleteTagging,
        _ => OssOperation.Unsupported,
    };

    private static string? Subresource(OssRequest request) => OtherSubresources.FirstOrDefault(request.Target.Has);
}
