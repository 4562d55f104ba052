namespace LogAppendSink;

/// <summary>How requests to OSS are signed.</summary>
public enum OssSignatureVersion
{
    /// <summary>HMAC-SHA256, for a region and a day. What new accounts and buckets need.</summary>
    V4,

    /// <summary>
    /// HMAC-SHA1, for OSS-compatible stores and deployments that know no other. OSS withdraws it: accounts made since March 2025 and
    /// buckets made since September 2025 may not have it.
    /// </summary>
    V1,
}
