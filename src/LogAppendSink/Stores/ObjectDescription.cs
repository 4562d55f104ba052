using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The attributes of an object, without its bytes.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
public sealed record ObjectDescription(string Key, long LengthBytes)
{
    /// <summary>Whether the object was created by an append.</summary>
    public bool IsAppendObject { get; init; }

    /// <summary>Whether the object is sealed and accepts no further appends.</summary>
    public bool IsSealed { get; init; }

    /// <summary>The CRC-64/XZ of all bytes, as the store computed it; null if the store returns none.</summary>
    public ulong? Crc64 { get; init; }

    /// <summary>When the object last changed; null if the store does not return it.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The store's tag of the content, without quotes. It changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>The storage class, for example <c>Standard</c>; null if the store does not return it.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The Content-Type of the object; null if the store does not return it.</summary>
    public string? ContentType { get; init; }

    /// <summary>How the store encrypts the object, for example <c>AES256</c>; null if it is not encrypted.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The number of tags.</summary>
    public int TagCount { get; init; }

    /// <summary>User metadata. Names are in lower case, without <c>x-oss-meta-</c> (<c>x-amz-meta-</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The store's checksum of the content, for use by <see cref="IAppendStore"/>.</summary>
    [Experimental(ExperimentalApi.Store)]
    public ContentChecksum Checksum { get; init; }

    /// <summary>The end of the object.</summary>
    [Experimental(ExperimentalApi.Store)]
    public ObjectEnd End => new(LengthBytes, Checksum);

    /// <summary>Whether an append at the end can succeed.</summary>
    internal bool TakesAppends => IsAppendObject && !IsSealed;

    /// <summary>Returns a description without the values that only the store can interpret.</summary>
    internal static ObjectDescription Of(string key, ObjectEnd end, bool isAppendObject = true, bool isSealed = false) =>
        new(key, end.LengthBytes) { Checksum = end.Checksum, IsAppendObject = isAppendObject, IsSealed = isSealed };
}
