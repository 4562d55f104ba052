using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Serving;

/// <summary>Security headers that restrict the browser to what the page needs, because log content is untrusted.</summary>
internal static class SafetyHeaders
{
    internal const string ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static void AddTo(HttpResponse response, bool mayBeKept)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = mayBeKept ? "no-cache" : "no-store";
    }
}
