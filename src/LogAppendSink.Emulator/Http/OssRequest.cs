using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// A request, copied from its connection, so that it can be applied after the connection has closed. To the server, a lost
/// response looks like this.
/// </summary>
internal sealed class OssRequest(
    string method, RequestTarget target, string host, IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    : IDisposable
{
    public string Method => method;

    public RequestTarget Target => target;

    public string Host => host;

    /// <summary>Header names are case-insensitive. Repeated headers are joined with a comma, which is also how they are signed.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>The emulator's time at the arrival of the request or, for a ghost, when it is applied.</summary>
    public DateTimeOffset Now { get; set; } = now;

    public ObjectAddress Address { get; set; } = new(null, null, "/");

    /// <summary>The key of the request; null for an unsigned request.</summary>
    public string? AccessKeyId { get; set; }

    public OssOperation Operation { get; set; }

    /// <summary>The body; null until it is received in full.</summary>
    public StagedBody? Body { get; set; }

    /// <summary>Whether the request has more than one <c>Authorization</c> header.</summary>
    public bool HasSeveralAuthorizations { get; private init; }

    /// <summary>Returns the value of a header, or null if it is missing.</summary>
    public string? this[string header] => headers.GetValueOrDefault(header);

    /// <summary>
    /// Returns the value of a header, or null if it is empty or missing. SDKs send empty headers for omitted options.
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

    /// <summary>Copies the request and moves its body to the copy, which then owns it.</summary>
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
