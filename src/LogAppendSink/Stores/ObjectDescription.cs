using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>Everything that a store returns about an object except its bytes.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
public sealed record ObjectDescription(string Key, long LengthBytes)
{
    /// <summary>Whether it was made by appends.</summary>
    public bool IsAppendObject { get; init; }

    /// <summary>Whether it takes no further appends.</summary>
    public bool IsSealed { get; init; }

    /// <summary>The CRC-64/XZ of all bytes, as the store computed it; null where the store has none.</summary>
    public ulong? Crc64 { get; init; }

    /// <summary>When the object last changed; null where the store does not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The store's tag of the content, without quotes. It changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>The storage class, for example <c>Standard</c>; null where the store does not say.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The Content-Type of the object; null where the store does not say.</summary>
    public string? ContentType { get; init; }

    /// <summary>How the store encrypts the object, for example <c>AES256</c>; null where it does not.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The number of tags.</summary>
    public int TagCount { get; init; }

    /// <summary>User metadata. Names are in lower case, without <c>x-oss-meta-</c> (<c>x-amz-meta-</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The checksum that the store returned of the content, for a store of <see cref="IAppendStore"/>.</summary>
    [Experimental(ExperimentalApi.Store)]
    public ContentChecksum Checksum { get; init; }

    /// <summary>Where the object ends.</summary>
    [Experimental(ExperimentalApi.Store)]
    public ObjectEnd End => new(LengthBytes, Checksum);

    /// <summary>Whether an append at the end can succeed.</summary>
    internal bool TakesAppends => IsAppendObject && !IsSealed;

    /// <summary>A description without what only a store can add.</summary>
    internal static ObjectDescription Of(string key, ObjectEnd end, bool isAppendObject = true, bool isSealed = false) =>
        new(key, end.LengthBytes) { Checksum = end.Checksum, IsAppendObject = isAppendObject, IsSealed = isSealed };
}
