using System.Net;

namespace LogAppendSink.Stores.Http;

/// <summary>The address of requests, the position of the bucket's name in it, and the region of the signature.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority">Host and port. With <see cref="BucketAddressing.VirtualHosted"/>, the bucket precedes them.</param>
/// <param name="IsPathStyle">Whether the bucket is the first segment of the path.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Region">
/// The region id, e.g. <c>cn-hangzhou</c>, never <c>oss-cn-hangzhou</c>; null if it is not set and the signature does not need it.
/// </param>
internal sealed record StoreEndpoint(string Scheme, string Authority, bool IsPathStyle, string Bucket, string? Region)
{
    /// <summary>Whether requests stay on this machine.</summary>
    internal bool IsLoopback { get; init; }

    /// <summary>The host in lower case, with its port unless it is the default. Bucket names are unique below this host.</summary>
    internal string StoreName { get; init; } = Authority;

    /// <summary>Whether <see cref="Region"/> was set. Then it must change together with the endpoint.</summary>
    internal bool IsRegionSet { get; init; }

    /// <summary>Whether the host may be a custom domain, although it is used as a virtual host.</summary>
    internal bool MayBeCustomDomain { get; init; }

    /// <summary>How requests to OSS are signed.</summary>
    internal OssSignatureVersion SignatureVersion { get; init; }

    /// <summary>Returns the full address of a request.</summary>
    internal string AddressOf(StoreRequest request) => $"{Scheme}://{Authority}{request.Target(IsPathStyle)}";

    /// <summary>Parses <see cref="OssAppendOptions.Endpoint"/>. Returns null if it is invalid.</summary>
    internal static Uri? Parse(string endpoint)
    {
        var text = endpoint.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            var isLoopback = Uri.TryCreate($"http://{text}", UriKind.Absolute, out var plain) && plain.IsLoopback;
            text = isLoopback ? $"http://{text}" : $"https://{text}";
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "", Host.Length: > 0 }
            ? uri
            : null;
    }

    internal static bool IsAddress(string host) => IPAddress.TryParse(host.Trim('[', ']'), out _);

    /// <summary>
    /// Masks secrets for the message that refuses the endpoint. Users sometimes write <c>https://id:secret@host</c>, or paste an address
    /// with a signature in its query.
    /// </summary>
    internal static string WithoutSecrets(string endpoint)
    {
        // The last '@' counts, because a secret may contain any character.
        var hostAt = endpoint.LastIndexOf('@') + 1;
        var scheme = hostAt > 0 && endpoint.IndexOf("://", 0, hostAt, StringComparison.Ordinal) is var at and >= 0
            ? endpoint[..(at + 3)]
            : "";
        var rest = endpoint[hostAt..];
        if (rest.IndexOf('?', StringComparison.Ordinal) is var queryAt and >= 0)
            rest = $"{rest[..queryAt]}?***";
        return hostAt > 0 ? $"{scheme}***@{rest}" : rest;
    }
}
