namespace LogAppendSink;

/// <summary>How a request names the bucket.</summary>
public enum BucketAddressing
{
    /// <summary><see cref="Path"/> for IP addresses and <c>localhost</c>, else <see cref="VirtualHosted"/>.</summary>
    Automatic,

    /// <summary>Before the endpoint's host: <c>https://bucket.endpoint/key</c>. What OSS's own endpoints want.</summary>
    VirtualHosted,

    /// <summary>First in the path: <c>https://endpoint/bucket/key</c>. What OSS-compatible stores want that have no wildcard domain.</summary>
    Path,

    /// <summary>
    /// Not at all: the endpoint is a domain of your own that is bound to the bucket (a CNAME): <c>https://endpoint/key</c>. The bucket
    /// is still needed, since signatures cover it.
    /// </summary>
    CustomDomain,
}
