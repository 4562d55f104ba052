namespace LogAppendSink.Emulator.Storage;

/// <summary>The attributes of an object from the request that created it.</summary>
internal sealed record ObjectAttributes
{
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>
    /// <c>Cache-Control</c>, <c>Content-Disposition</c>, <c>Content-Encoding</c>, <c>Content-Language</c> and <c>Expires</c>, as sent.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>User metadata by full, lower-case header name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Server-side encryption headers. They are returned but have no effect.</summary>
    public IReadOnlyDictionary<string, string> Encryption { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string Acl { get; init; } = "default";

    public string StorageClass { get; init; } = "Standard";

    /// <summary>The attributes of an object that was created without a request.</summary>
    public static ObjectAttributes For(BucketRecord bucket) => new() { StorageClass = bucket.StorageClass };
}
