namespace LogAppendSink.Stores;

/// <summary>An object as a listing shows it.</summary>
/// <param name="Key">The key of the object.</param>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
/// <param name="LastModified">When the object last changed.</param>
/// <param name="IsAppendObject">Whether the object was made by appends.</param>
public sealed record ObjectEntry(string Key, long LengthBytes, DateTimeOffset LastModified, bool IsAppendObject)
{
    /// <summary>The store's tag of the content, without quotes. It changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>The storage class, for example <c>Standard</c>; null where the listing has none.</summary>
    public string? StorageClass { get; init; }
}
