namespace LogAppendSink.Emulator.Http;

/// <summary>Names of OSS headers.</summary>
internal static class OssHeaders
{
    public const string Prefix = "x-oss-";
    public const string MetadataPrefix = "x-oss-meta-";
    public const string RequestId = "x-oss-request-id";
    public const string ServerTime = "x-oss-server-time";
    public const string ErrorCode = "x-oss-ec";
    public const string ErrorDocument = "x-oss-err";
    public const string Date = "x-oss-date";
    public const string ContentSha256 = "x-oss-content-sha256";
    public const string SecurityToken = "x-oss-security-token";
    public const string NextAppendPosition = "x-oss-next-append-position";
    public const string HashCrc64 = "x-oss-hash-crc64ecma";
    public const string ObjectType = "x-oss-object-type";
    public const string ObjectAcl = "x-oss-object-acl";
    public const string BucketAcl = "x-oss-acl";
    public const string StorageClass = "x-oss-storage-class";
    public const string Encryption = "x-oss-server-side-encryption";
    public const string DataEncryption = "x-oss-server-side-data-encryption";
    public const string EncryptionKeyId = "x-oss-server-side-encryption-key-id";
    public const string Tagging = "x-oss-tagging";
    public const string TaggingCount = "x-oss-tagging-count";
    public const string TrafficLimit = "x-oss-traffic-limit";
    public const string Callback = "x-oss-callback";
    public const string CopySource = "x-oss-copy-source";
    public const string MetadataDirective = "x-oss-metadata-directive";
    public const string TaggingDirective = "x-oss-tagging-directive";
    public const string ForbidOverwrite = "x-oss-forbid-overwrite";
    public const string RangeBehavior = "x-oss-range-behavior";
    public const string SealedTime = "x-oss-sealed-time";
}
