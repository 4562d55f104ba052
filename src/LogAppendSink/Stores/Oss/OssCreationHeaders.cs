using LogAppendSink.Escaping;

namespace LogAppendSink.Stores.Oss;

/// <summary>The headers that apply when an object is created. On later appends OSS ignores or refuses them.</summary>
internal sealed class OssCreationHeaders
{
    private readonly string? _contentType;
    private readonly List<KeyValuePair<string, string>> _headers = [];

    private OssCreationHeaders(string? contentType) => _contentType = contentType;

    internal static OssCreationHeaders Of(OssAppendOptions options)
    {
        var headers = new OssCreationHeaders(options.ContentType);
        headers.AddIfSet("x-oss-storage-class", options.StorageClass);
        headers.AddIfSet("x-oss-server-side-encryption", options.ServerSideEncryption);
        headers.AddIfSet("x-oss-object-acl", options.ObjectAcl);
        if (options.Tags.Count > 0)
            headers.AddIfSet("x-oss-tagging", string.Join('&', options.Tags.Select(tag =>
                $"{UrlEncoding.Encode(tag.Key)}={UrlEncoding.Encode(tag.Value)}")));
        foreach (var (name, value) in options.Metadata)
            headers.AddIfSet($"x-oss-meta-{name.ToLowerInvariant()}", value);
        return headers;
    }

    internal void AddTo(Dictionary<string, string> headers)
    {
        foreach (var (name, value) in _headers)
            headers[name] = value;
    }

    /// <inheritdoc cref="ContentTypes.For"/>
    internal string ContentTypeFor(string key) => ContentTypes.For(key, _contentType);

    private void AddIfSet(string name, string? value)
    {
        if (value is not null)
            _headers.Add(new(name, value));
    }
}
