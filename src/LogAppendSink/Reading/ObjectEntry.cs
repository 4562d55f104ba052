namespace LogAppendSink.Reading;

/// <summary>An object as a listing shows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="LastModified">When it last changed.</param>
/// <param name="IsAppendObject">Whether it was made by appends.</param>
public sealed record ObjectEntry(string Key, long LengthBytes, DateTimeOffset LastModified, bool IsAppendObject)
{
    /// <summary>The store's tag of this content, without quotes; it changes with each append.</summary>
    public string? ETag { get; init; }

    /// <summary>E.g. <c>Standard</c>.</summary>
    public string? StorageClass { get; init; }
}
