namespace LogAppendSink.Reading;

/// <summary>All that a store tells of an object but its bytes.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LengthBytes">Its length.</param>
public sealed record ObjectDescription(string Key, long LengthBytes)
{
    /// <summary>Whether it was made by appends.</summary>
    public bool IsAppendObject { get; init; }

    /// <summary>Whether it takes no more of them for good.</summary>
    public bool IsSealed { get; init; }

    /// <summary>The CRC-64/XZ of all its bytes, as the store keeps it; null where it keeps none.</summary>
    public ulong? Crc64 { get; init; }

    /// <summary>When it last changed; null where the store did not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The store's tag of this content, without quotes; it changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>E.g. <c>Standard</c>.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Its Content-Type.</summary>
    public string? ContentType { get; init; }

    /// <summary>How it is encrypted by the store, e.g. <c>AES256</c>; null where it is not.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>How many tags it has.</summary>
    public int TagCount { get; init; }

    /// <summary>User metadata, names in lower case without <c>x-oss-meta-</c> (<c>x-amz-meta-</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
