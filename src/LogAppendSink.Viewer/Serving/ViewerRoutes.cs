using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LogAppendSink.Viewer.Serving;

/// <summary>The route group of a viewer.</summary>
internal static class ViewerRoutes
{
    internal static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, OssLogViewerOptions options)
    {
        var group = endpoints.MapGroup(pattern);
        AccessRule.ApplyTo(group, endpoints, options);
        var isDevelopment = endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment();
        var rule = new RequestRule(options, isDevelopment && !options.AllowAnonymous);
        PageEndpoints.Map(group, PageFiles.OfThisAssembly(), rule);
        ApiEndpoints.Map(group, ViewerSite.Open(endpoints.ServiceProvider, options), rule);
        return group;
    }
}
