using System.Net;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Serving;

/// <summary>
/// Rejects requests that a page of another site makes the browser send. Such a page can reach a viewer on the user's machine in two ways:
/// with a request to the viewer's address, or through its own host name that resolves to this machine (DNS rebinding).
/// </summary>
/// <param name="options">Provides the allowed hosts.</param>
/// <param name="isDevelopment">Whether the environment is Development, where the viewer is served without authorization.</param>
internal sealed class RequestRule(OssLogViewerOptions options, bool isDevelopment)
{
    private readonly HashSet<string> _hosts = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Wraps an endpoint: it serves only requests that the rule allows.</summary>
    /// <param name="next">The endpoint.</param>
    /// <param name="isPage">Whether the endpoint is the page or one of its files, to which another site may link.</param>
    internal RequestDelegate Guard(RequestDelegate next, bool isPage) => context =>
    {
        var fault = HostFault(context) ?? (IsCrossSite(context.Request, isPage) ? CrossSite() : null);
        if (fault is null)
            return next(context);
        SafetyHeaders.AddTo(context.Response, mayBeKept: false);
        return ApiEndpoints.SendFaultAsync(context, fault);
    };

    private ViewerFault? HostFault(HttpContext context)
    {
        // With authorization, a rebound host name has no cookies of the user. An IP address cannot be rebound.
        var host = context.Request.Host.Host;
        var isAuthorized = context.GetEndpoint()?.Metadata
            .Any(metadata => metadata is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData) == true;
        var isAddress = IPAddress.TryParse(host.Trim('[', ']'), out _);
        if (isAuthorized || IsLoopback(host) || (_hosts.Count == 0 ? !isDevelopment || isAddress : _hosts.Contains(host)))
            return null;

        return new ViewerFault(
            StatusCodes.Status421MisdirectedRequest,
            "WrongHost",
            "Without authorization, the log viewer does not accept this host name.",
            "Use localhost or an IP address, add the name to OssLogViewerOptions.AllowedHosts, or set an authorization policy.");
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Browsers send the origin of a request; other clients do not.</summary>
    private static bool IsCrossSite(HttpRequest request, bool isPage)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "same-origin" or "none")
            return false;
        if (site.Length > 0)
            return !(isPage && request.Headers["Sec-Fetch-Mode"] == "navigate"); // A link to the page, which contains no logs.

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(
                request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static ViewerFault CrossSite() => new(
        StatusCodes.Status403Forbidden, "CrossSite", "A page of another site sent this request.", "Open the log viewer's page directly.");
}
