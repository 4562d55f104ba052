using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Viewer.Serving;

/// <summary>
/// Outside Development, replaces every endpoint without authorization by a 403 response. This runs after the caller's conventions, such as
/// <c>RequireAuthorization</c>, because authorization is not yet known when the viewer is mapped.
/// </summary>
internal sealed partial class AccessRule(ILogger log)
{
    private const string Message =
        "The log viewer is not served: outside the environment Development it requires an authorization policy, and none is set.";
    private const string Fix =
        "Set OssLogViewerOptions.AuthorizationPolicy, or call MapOssLogViewer(…).RequireAuthorization(…); "
        + "to serve it without a policy, set AllowAnonymous.";

    private int _isReported;

    internal static void ApplyTo(RouteGroupBuilder group, IEndpointRouteBuilder endpoints, OssLogViewerOptions options)
    {
        if (options.AuthorizationPolicy is { } policy)
            group.RequireAuthorization(policy);

        var services = endpoints.ServiceProvider;
        if (options.AllowAnonymous
            || options.AuthorizationPolicy is not null
            || services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            return;
        }

        var rule = new AccessRule(services.GetRequiredService<ILoggerFactory>().CreateLogger("LogAppendSink.Viewer"));
        ((IEndpointConventionBuilder)group).Finally(rule.Guard);

        // Builds the endpoints when the application has started, so that the error is logged then and not at the first request.
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
            () => _ = endpoints.DataSources.Sum(source => source.Endpoints.Count));
    }

    private void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(
            metadata => metadata is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData or IAllowAnonymous))
            return;

        endpoint.RequestDelegate = RefuseAsync;
        if (Interlocked.Exchange(ref _isReported, 1) == 0)
            NotServed(log, Message, Fix);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        SafetyHeaders.AddTo(context.Response, mayBeKept: false);
        return ApiEndpoints.SendFaultAsync(context, new ViewerFault(StatusCodes.Status403Forbidden, "NoAuthorization", Message, Fix));
    }

    [LoggerMessage(1, LogLevel.Critical, "{Fault} {Fix}")]
    private static partial void NotServed(ILogger log, string fault, string fix);
}
