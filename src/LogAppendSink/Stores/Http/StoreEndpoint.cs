using System.Net;

namespace LogAppendSink.Stores.Http;

/// <summary>Where requests go, how the bucket is named in them, and for which region they are signed.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority">Host and port, with the bucket before it where <see cref="BucketAddressing.VirtualHosted"/> wants it.</param>
/// <param name="IsPathStyle">Whether the bucket is the first segment of the path.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Region">
/// The region id, e.g. <c>cn-hangzhou</c>, never <c>oss-cn-hangzhou</c>; null where the signature needs none and nobody said it.
/// </param>
internal sealed record StoreEndpoint(string Scheme, string Authority, bool IsPathStyle, string Bucket, string? Region)
{
    /// <summary>Whether requests stay on this machine.</summary>
    internal bool IsLoopback { get; init; }

    /// <summary>The host whose buckets have unique names, in lower case, with its port where that is not the scheme's own.</summary>
    internal string StoreName { get; init; } = Authority;

    /// <summary>Whether <see cref="Region"/> was set, and so has to be changed along with the endpoint.</summary>
    internal bool IsRegionSet { get; init; }

    /// <summary>Whether the host may be a domain bound to the bucket, taken for one that has buckets below it.</summary>
    internal bool MayBeCustomDomain { get; init; }

    /// <summary>How requests to OSS are signed.</summary>
    internal OssSignatureVersion SignatureVersion { get; init; }

    /// <summary>The whole address of a request.</summary>
    internal string AddressOf(StoreRequest request) => $"{Scheme}://{Authority}{request.Target(IsPathStyle)}";

    /// <summary>What <see cref="OssAppendOptions.Endpoint"/> says; null where it cannot be one.</summary>
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
    /// Some write <c>https://id:secret@host</c>, or copy an address with a signature in its query; the message that refuses it must not
    /// spread the secret.
    /// </summary>
    internal static string WithoutSecrets(string endpoint)
    {
        // From the last '@' on: a secret may have any character.
        var hostAt = endpoint.LastIndexOf('@') + 1;
        var scheme = hostAt > 0 && endpoint.IndexOf("://", 0, hostAt, StringComparison.Ordinal) is var at and >= 0 ? endpoint[..(at + 3)] : "";
        var rest = endpoint[hostAt..];
        if (rest.IndexOf('?', StringComparison.Ordinal) is var queryAt and >= 0)
            rest = $"{rest[..queryAt]}?***";
        return hostAt > 0 ? $"{scheme}***@{rest}" : rest;
    }
}
