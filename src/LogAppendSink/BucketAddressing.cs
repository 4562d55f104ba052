namespace LogAppendSink;

/// <summary>How a request names the bucket.</summary>
public enum BucketAddressing
{
    /// <summary><see cref="Path"/> for IP addresses and <c>localhost</c>; otherwise <see cref="VirtualHosted"/>.</summary>
    Automatic,

    /// <summary>Before the endpoint's host: <c>https://bucket.endpoint/key</c>. OSS requires this.</summary>
    VirtualHosted,

    /// <summary>First in the path: <c>https://endpoint/bucket/key</c>. For OSS-compatible stores without a wildcard domain.</summary>
    Path,

    /// <summary>
    /// Not in the request: the endpoint is a custom domain bound to the bucket (CNAME): <c>https://endpoint/key</c>. The bucket's name
    /// is still required, because the signature covers it.
    /// </summary>
    CustomDomain,
}
