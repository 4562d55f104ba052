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

    public static OssOperation Select(OssRequest request)
    {
        var operation = request.Address switch
        {
            { Bucket: null } => OssOperation.Unsupported,
            { Key: null } => OnBucket(request),
            _ => OnObject(request),
        };

        return operation;
    }

    /// <summary>The error for a request that <see cref="Select"/> could not place.</summary>
    public static OssError Refusal(OssRequest request)
    {
        var method = request.Method;
        var subresource = OtherSubresources.FirstOrDefault(request.Target.Has);

        if (subresource is not null)
            return OssErrors.NotImplementedHere($"{method} with '{subresource}'");

        return request.Address switch
        {
            { Bucket: null } when HttpMethods.IsGet(method) => OssErrors.NotImplementedHere("ListBuckets"),
            { Bucket: null } => OssErrors.MethodNotAllowed(method, "SERVICE", "GET"),
            { Key: null } when HttpMethods.IsPost(method) => OssErrors.InvalidObjectName("The Object name can not be empty."),
            { Key: null } when HttpMethods.IsGet(method) => OssErrors.NotImplementedHere("ListObjects; use list-type=2"),
            { Key: null } when HttpMethods.IsDelete(method) => OssErrors.NotImplementedHere("DeleteBucket"),
            { Key: null } => OssErrors.MethodNotAllowed(method, "BUCKET", "GET, PUT"),
            _ => OssErrors.MethodNotAllowed(method, "OBJECT", "GET, PUT, HEAD, DELETE, POST"),
        };
    }

    private static OssOperation OnBucket(OssRequest request)
    {
        if (OtherSubresources.Any(request.Target.Has))
            return OssOperation.Unsupported;

        if (HttpMethods.IsPut(request.Method))
            return OssOperation.PutBucket;

        return HttpMethods.IsGet(request.Method) && request.Target["list-type"] == "2" ? OssOperation.List : OssOperation.Unsupported;
    }

    private static OssOperation OnObject(OssRequest request)
    {
        var target = request.Target;

        if (HttpMethods.IsPost(request.Method))
            return target.Has("append") ? OssOperation.Append : target.Has("seal") ? OssOperation.Seal : OssOperation.Unsupported;

        if (HttpMethods.IsHead(request.Method) && target.Has("objectMeta"))
            return OssOperation.GetMeta;

        if (HttpMethods.IsGet(request.Method) && target.Has("acl"))
            return OssOperation.GetAcl;

        if (OtherSubresources.Any(target.Has))
            return OssOperation.Unsupported;

        return request.Method switch
        {
            "HEAD" => OssOperation.Head,
            "GET" => OssOperation.Get,
            "PUT" => OssOperation.Put,
            "DELETE" => OssOperation.Delete,
            _ => OssOperation.Unsupported,
        };
    }
}
