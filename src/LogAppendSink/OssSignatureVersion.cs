namespace LogAppendSink;

/// <summary>How requests to OSS are signed.</summary>
public enum OssSignatureVersion
{
    /// <summary>HMAC-SHA256, scoped to a region and a day. New accounts and buckets require it.</summary>
    V4,

    /// <summary>
    /// HMAC-SHA1, for OSS-compatible stores and deployments that do not support V4. OSS is withdrawing it: accounts created since March
    /// 2025 and buckets created since September 2025 may not support it.
    /// </summary>
    V1,
}
