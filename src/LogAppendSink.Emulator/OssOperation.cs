namespace LogAppendSink.Emulator;

/// <summary>The OSS operations that the emulator distinguishes.</summary>
public enum OssOperation
{
    /// <summary>Any other operation; the response is an error.</summary>
    Unsupported = 0,

    /// <summary>AppendObject, <c>POST /key?append&amp;position=n</c>.</summary>
    Append,

    /// <summary>SealAppendObject, <c>POST /key?seal&amp;position=n</c>.</summary>
    Seal,

    /// <summary>HeadObject, <c>HEAD /key</c>.</summary>
    Head,

    /// <summary>GetObjectMeta, <c>HEAD /key?objectMeta</c>.</summary>
    GetMeta,

    /// <summary>GetObject, <c>GET /key</c>.</summary>
    Get,

    /// <summary>GetObjectACL, <c>GET /key?acl</c>.</summary>
    GetAcl,

    /// <summary>PutObject, <c>PUT /key</c>.</summary>
    Put,

    /// <summary>DeleteObject, <c>DELETE /key</c>.</summary>
    Delete,

    /// <summary>ListObjects, <c>GET /</c>, and ListObjectsV2, <c>GET /?list-type=2</c>.</summary>
    List,

    /// <summary>PutBucket, <c>PUT /</c>.</summary>
    PutBucket,

    /// <summary>ListBuckets, <c>GET /</c> on the service.</summary>
    ListBuckets,

    /// <summary>DeleteBucket, <c>DELETE /</c>.</summary>
    DeleteBucket,

    /// <summary>GetBucketInfo, <c>GET /?bucketInfo</c>.</summary>
    GetBucketInfo,

    /// <summary>GetBucketLocation, <c>GET /?location</c>.</summary>
    GetBucketLocation,

    /// <summary>GetBucketAcl, <c>GET /?acl</c>.</summary>
    GetBucketAcl,

    /// <summary>PutBucketAcl, <c>PUT /?acl</c>.</summary>
    PutBucketAcl,

    /// <summary>DeleteMultipleObjects, <c>POST /?delete</c>.</summary>
    DeleteMultiple,

    /// <summary>CopyObject, <c>PUT /key</c> with <c>x-oss-copy-source</c>.</summary>
    Copy,

    /// <summary>PutObjectACL, <c>PUT /key?acl</c>.</summary>
    PutAcl,

    /// <summary>PutObjectTagging, <c>PUT /key?tagging</c>.</summary>
    PutTagging,

    /// <summary>GetObjectTagging, <c>GET /key?tagging</c>.</summary>
    GetTagging,

    /// <summary>DeleteObjectTagging, <c>DELETE /key?tagging</c>.</summary>
    DeleteTagging,

    /// <summary>ListMultipartUploads, <c>GET /?uploads</c>; the list is always empty.</summary>
    ListMultipartUploads,
}
