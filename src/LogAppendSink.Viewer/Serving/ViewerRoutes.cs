using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LogAppendSink.Viewer.Serving;

/// <summary>All routes of a viewer, under one roof.</summary>
internal static class ViewerRoutes
{
    internal static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, OssLogViewerOptions options)
    {
        var group = endpoints.MapGroup(pattern);
        if (options.AuthorizationPolicy is { } policy)
            group.RequireAuthorization(policy);

        PageEndpoints.Map(group, PageFiles.OfThisAssembly());
        return group;
    }
}
