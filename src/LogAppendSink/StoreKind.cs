namespace LogAppendSink;

/// <summary>Which store the objects go to.</summary>
public enum StoreKind
{
    /// <summary>Alibaba Cloud OSS, and what speaks its protocol.</summary>
    Oss = 0,

    /// <summary>
    /// The object gateway of Ceph (RADOS Gateway, S3 with <c>PUT ?append</c>), on machines of your own. Each writer has objects of its own there:
    /// <see cref="OssAppendOptions.ObjectKey"/> gets <c>-{Instance}</c> before its extension where it has no <c>{Instance}</c>.
    /// </summary>
    CephRgw = 1,
}
