using System.Text;
using LogAppendSink.Escaping;

namespace LogAppendSink.Stores.Http;

/// <summary>A request before it is signed: what it asks for, and the headers that its signature covers.</summary>
/// <param name="Method">GET, HEAD, POST or PUT.</param>
/// <param name="Bucket">The bucket; null for requests to the service.</param>
/// <param name="Key">The object, decoded; null for requests to the bucket.</param>
/// <param name="Query">Decoded names and values; an empty value is sent as the name alone.</param>
internal sealed record StoreRequest(string Method, string? Bucket, string? Key, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    /// <summary>
    /// What is sent, by name in any case. Content-Type, Content-MD5 and <c>x-oss-*</c> are signed; others are sent as they are.
    /// </summary>
    internal Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the operation adds to the query parameters that version 1 of the signature covers, e.g. <c>seal</c>.</summary>
    internal IReadOnlyCollection<string> SubResources { get; init; } = [];

    /// <summary>The path as it is signed, decoded: always with the bucket, however the host names it.</summary>
    internal string Resource => Bucket is null ? "/" : $"/{Bucket}/{Key}";

    /// <summary>Path and query as they are sent.</summary>
    internal string Target(bool isPathStyle)
    {
        var target = new StringBuilder(UrlEncoding.EncodePath(isPathStyle ? Resource : $"/{Key}"));
        var separator = '?';
        foreach (var (name, value) in Query)
        {
            target.Append(separator).Append(UrlEncoding.Encode(name));
            if (value.Length > 0)
                target.Append('=').Append(UrlEncoding.Encode(value));
            separator = '&';
        }

        return target.ToString();
    }
}
