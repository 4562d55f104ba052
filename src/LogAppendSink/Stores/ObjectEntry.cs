namespace LogAppendSink.Stores;

/// <summary>One object in a listing.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
/// <param name="LastModified">When the object last changed.</param>
/// <param name="IsAppendObject">Whether the object was created by an append.</param>
public sealed record ObjectEntry(string Key, long LengthBytes, DateTimeOffset LastModified, bool IsAppendObject)
{
    /// <summary>The store's tag of the content, without quotes. It changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>The storage class, for example <c>Standard</c>; null if the listing does not contain it.</summary>
    public string? StorageClass { get; init; }
}
