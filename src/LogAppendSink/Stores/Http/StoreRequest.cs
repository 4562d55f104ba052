using System.Text;
using LogAppendSink.Escaping;

namespace LogAppendSink.Stores.Http;

/// <summary>A request before it is signed, with the headers that the signature covers.</summary>
/// <param name="Method">GET, HEAD, POST or PUT.</param>
/// <param name="Bucket">The bucket; null for requests to the service.</param>
/// <param name="Key">The object, decoded; null for requests to the bucket.</param>
/// <param name="Query">Decoded names and values; an empty value is sent as the name alone.</param>
internal sealed record StoreRequest(string Method, string? Bucket, string? Key, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    /// <summary>
    /// The headers, by case-insensitive name. The signature covers Content-Type, Content-MD5 and <c>x-oss-*</c>, not the others.
    /// </summary>
    internal Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Query parameters that version 1 of the signature covers for this operation only, e.g. <c>seal</c>.</summary>
    internal IReadOnlyCollection<string> SubResources { get; init; } = [];

    /// <summary>The path for the signature, decoded. It always includes the bucket, even if the host names it.</summary>
    internal string Resource => Bucket is null ? "/" : $"/{Bucket}/{Key}";

    /// <summary>Returns the path and query as sent.</summary>
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
