using System.Net;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Serving;

/// <summary>
/// Refuses what a page of another site makes a browser request. Two ways lead from such a page to the logs on the user's own machine: a plain
/// request to the viewer's address, and a name of the page's own that was made to mean this machine (DNS rebinding).
/// </summary>
/// <param name="options">Has the hosts that are allowed.</param>
/// <param name="isDevelopment">Whether the environment is Development, where the viewer is served without authorization.</param>
internal sealed class RequestRule(OssLogViewerOptions options, bool isDevelopment)
{
    private readonly HashSet<string> _hosts = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>An endpoint that is served only to requests that the rule allows.</summary>
    /// <param name="next">The endpoint.</param>
    /// <param name="isPage">Whether it is the page or a file of it, which another site may link to.</param>
    internal RequestDelegate Guard(RequestDelegate next, bool isPage) => context =>
    {
        var fault = HostFault(context) ?? (IsCrossSite(context.Request, isPage) ? CrossSite() : null);
        if (fault is null)
            return next(context);
        SafetyHeaders.AddTo(context.Response, mayBeKept: false);
        return ApiEndpoints.TellAsync(context, fault);
    };

    private ViewerFault? HostFault(HttpContext context)
    {
        // Where users sign in, a name that was rebound has none of their cookies; and an address cannot be rebound.
        var host = context.Request.Host.Host;
        var isAuthorized = context.GetEndpoint()?.Metadata
            .Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData) == true;
        var isAddress = IPAddress.TryParse(host.Trim('[', ']'), out _);
        if (isAuthorized || IsLoopback(host) || (_hosts.Count == 0 ? !isDevelopment || isAddress : _hosts.Contains(host)))
            return null;

        return new ViewerFault(
            StatusCodes.Status421MisdirectedRequest,
            "WrongHost",
            "The log viewer is not served under this host name without authorization.",
            "Use localhost or an IP address, add the name to OssLogViewerOptions.AllowedHosts, or set an authorization policy.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Browsers say where a request comes from; other clients say nothing.</summary>
    private static bool IsCrossSite(HttpRequest request, bool isPage)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "same-origin" or "none")
            return false;
        if (site.Length > 0)
            return !(isPage && request.Headers["Sec-Fetch-Mode"] == "navigate"); // A link to the page, which has no logs in it.

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static ViewerFault CrossSite() => new(
        StatusCodes.Status403Forbidden, "CrossSite", "The request comes from a page of another site.", "Open the log viewer's own page.");
}
