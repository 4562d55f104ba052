using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>What is said of an object, with each append: RGW takes all of it from the latest one, and forgets what that does not say.</summary>
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
            headers._headers.Add(new("x-amz-tagging", string.Join('&', options.Tags.Select(tag => $"{UrlEncoding.Encode(tag.Key)}={UrlEncoding.Encode(tag.Value)}"))));
        foreach (var (name, value) in options.Metadata)
            headers._headers.Add(new($"x-amz-meta-{name.ToLowerInvariant()}", value));
        return headers;
    }

    internal void AddTo(StoreRequest request)
    {
        request.Headers["Content-Type"] = ContentTypes.For(request.Key!, _contentType); // Only objects have any.
        foreach (var (name, value) in _headers)
            request.Headers[name] = value;
    }
}
