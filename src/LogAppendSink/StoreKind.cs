namespace LogAppendSink;

/// <summary>The kind of object store.</summary>
public enum StoreKind
{
    /// <summary>Alibaba Cloud OSS, or a compatible store.</summary>
    Oss = 0,

    /// <summary>
    /// The object gateway of Ceph (RADOS Gateway, S3 with <c>PUT ?append</c>). Each writer has its own objects there:
    /// <see cref="OssAppendOptions.ObjectKey"/> gets <c>-{Instance}</c> before its extension, unless it contains <c>{Instance}</c>.
    /// </summary>
    CephRgw = 1,
}
