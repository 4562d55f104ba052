using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LogAppendSink.Viewer.Serving;

/// <summary>All routes of a viewer, under one roof.</summary>
internal static class ViewerRoutes
{
    internal static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, OssLogViewerOptions options)
    {
        var group = endpoints.MapGroup(pattern);
        AccessRule.ApplyTo(group, endpoints, options);
        PageEndpoints.Map(group, PageFiles.OfThisAssembly());
        ApiEndpoints.Map(group, ViewerSite.Open(endpoints.ServiceProvider, options));
        return group;
    }
}
