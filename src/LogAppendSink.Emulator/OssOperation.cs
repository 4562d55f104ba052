namespace LogAppendSink.Emulator;

/// <summary>The operations of the service that the emulator tells apart.</summary>
public enum OssOperation
{
    /// <summary>Anything else; it is answered with an error.</summary>
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

    /// <summary>ListObjectsV2, <c>GET /?list-type=2</c>.</summary>
    List,

    /// <summary>PutBucket, <c>PUT /</c>.</summary>
    PutBucket,
}
