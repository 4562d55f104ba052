using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// A request, copied out of its connection: it can be judged and applied after the connection is gone, which is what an
/// answer lost on its way looks like from the server's side.
/// </summary>
internal sealed class OssRequest(
    string method, RequestTarget target, string host, IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    : IDisposable
{
    public string Method => method;

    public RequestTarget Target => target;

    public string Host => host;

    /// <summary>By name without case; repeated headers are joined with a comma, which is also how they are signed.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>The emulator's clock when the request arrived, or when it is tried later.</summary>
    public DateTimeOffset Now { get; set; } = now;

    public ObjectAddress Address { get; set; } = new(null, null, "/");

    /// <summary>Whose request it is; null for nobody's, which is not signed.</summary>
    public string? AccessKeyId { get; set; }

    public OssOperation Operation { get; set; }

    /// <summary>Null until the body has been received in full.</summary>
    public StagedBody? Body { get; set; }

    /// <summary>Whether there was more than one <c>Authorization</c> header, of which none can be preferred.</summary>
    public bool HasSeveralAuthorizations { get; private init; }

    /// <summary>The header's value, or null when it was not sent.</summary>
    public string? this[string header] => headers.GetValueOrDefault(header);

    /// <summary>
    /// The header's value, or null when it is empty or was not sent. SDKs send empty headers for what their user left out.
    /// </summary>
    public string? Given(string header) => headers.GetValueOrDefault(header) is { Length: > 0 } value ? value : null;

    public static OssRequest Read(HttpContext http, DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        foreach (var (name, values) in http.Request.Headers)
            headers[name] = string.Join(',', values.Select(value => value?.Trim()));

        var rawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new OssRequest(http.Request.Method, RequestTarget.Parse(rawTarget), http.Request.Host.Host, headers, now)
        {
            HasSeveralAuthorizations = http.Request.Headers.Authorization.Count > 1,
        };
    }

    /// <summary>The same request for someone who keeps it; its body goes along and is no longer this one's to dispose.</summary>
    public OssRequest Detach()
    {
        var detached = new OssRequest(method, target, host, headers, Now)
        {
            Address = Address,
            AccessKeyId = AccessKeyId,
            Operation = Operation,
            Body = Body,
        };
        Body = null;
        return detached;
    }

    public void Dispose() => Body?.Dispose();
}
