using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Access;

/// <summary>
/// The actions that a policy must allow for a request. Source: OSS developer guide, "RAM policy", and the permissions on the
/// pages of the operations.
/// </summary>
internal static class RequiredActions
{
    public const string GetObject = "oss:GetObject";
    public const string DeleteObject = "oss:DeleteObject";

    /// <summary>
    /// The actions on the object, bucket or service of the request. Empty if the operation checks them itself or does not exist.
    /// </summary>
    public static IEnumerable<string> Of(OssRequest request)
    {
        if (ActionOf(request.Operation) is { } action)
            yield return action;

        if (request.Operation is OssOperation.Append or OssOperation.Put or OssOperation.Copy && request[OssHeaders.Tagging] is not null)
            yield return "oss:PutObjectTagging";
    }

    private static string? ActionOf(OssOperation operation) => operation switch
    {
        OssOperation.Append or OssOperation.Put or OssOperation.Copy => "oss:PutObject",
        OssOperation.Head or OssOperation.GetMeta or OssOperation.Get => GetObject,
        OssOperation.GetAcl => "oss:GetObjectAcl",
        OssOperation.PutAcl => "oss:PutObjectAcl",
        OssOperation.GetTagging => "oss:GetObjectTagging",
        OssOperation.PutTagging => "oss:PutObjectTagging",
        OssOperation.DeleteTagging => "oss:DeleteObjectTagging",
        OssOperation.Seal => "oss:SealAppendObject",
        OssOperation.Delete => DeleteObject,
        OssOperation.List => "oss:ListObjects",
        OssOperation.ListMultipartUploads => "oss:ListMultipartUploads",
        OssOperation.PutBucket => "oss:PutBucket",
        OssOperation.DeleteBucket => "oss:DeleteBucket",
        OssOperation.GetBucketInfo => "oss:GetBucketInfo",
        OssOperation.GetBucketLocation => "oss:GetBucketLocation",
        OssOperation.GetBucketAcl => "oss:GetBucketAcl",
        OssOperation.PutBucketAcl => "oss:PutBucketAcl",
        OssOperation.ListBuckets => "oss:ListBuckets",
        _ => null,
    };
}
