using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// The headers of an object's attributes. Each append sends all of them, because RGW keeps only those of the latest append.
/// </summary>
internal sealed class RgwHeaders
{
    private readonly string? _contentType;
    private readonly List<KeyValuePair<string, string>> _headers = [];

    private RgwHeaders(string? contentType) => _contentType = contentType;

    internal static RgwHeaders Of(OssAppendOptions options)
    {
        var headers = new RgwHeaders(options.ContentType);
        if (options.ObjectAcl is { } acl)
            headers._headers.Add(new("x-amz-acl", acl));
        if (options.Tags.Count > 0)
            headers._headers.Add(new("x-amz-tagging", string.Join('&', options.Tags.Select(tag =>
                $"{UrlEncoding.Encode(tag.Key)}={UrlEncoding.Encode(tag.Value)}"))));
        foreach (var (name, value) in options.Metadata)
            headers._headers.Add(new($"x-amz-meta-{name.ToLowerInvariant()}", value));
        return headers;
    }

    internal void AddTo(StoreRequest request)
    {
        request.Headers["Content-Type"] = ContentTypes.For(request.Key!, _contentType); // Not null: these requests always name an object.
        foreach (var (name, value) in _headers)
            request.Headers[name] = value;
    }
}
