namespace LogAppendSink.Emulator.Storage;

/// <summary>What the creating request said about an object, as it is stored and given back.</summary>
internal sealed record ObjectAttributes
{
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>
    /// <c>Cache-Control</c>, <c>Content-Disposition</c>, <c>Content-Encoding</c>, <c>Content-Language</c> and <c>Expires</c>, as sent.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>User metadata by full, lower-case header name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Server-side encryption headers, echoed and otherwise without effect.</summary>
    public IReadOnlyDictionary<string, string> Encryption { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string Acl { get; init; } = "default";

    public string StorageClass { get; init; } = "Standard";

    /// <summary>Those of an object that no request created.</summary>
    public static ObjectAttributes For(BucketRecord bucket) => new() { StorageClass = bucket.StorageClass };
}
