using LogAppendSink;
using LogAppendSink.Viewer;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the log viewer to an ASP.NET Core application.</summary>
public static class OssLogViewerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves the log viewer, a page to search and follow the stored logs. The viewer only reads. It sends no request to the store until a
    /// user opens the page.
    /// </summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">The path of the page, e.g. <c>/logs</c>.</param>
    /// <param name="options">What the viewer shows, and who may use it.</param>
    /// <returns>A builder for conventions such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="ArgumentException">An option is invalid; the message lists each with its value, the rule and the fix.</exception>
    /// <exception cref="OssAppendOptionsException">The settings of the store are invalid.</exception>
    /// <remarks>
    /// Outside the environment Development, the viewer rejects all requests (403, with the fix) until you require authorization for it or
    /// set <see cref="OssLogViewerOptions.AllowAnonymous"/>.
    /// </remarks>
    public static IEndpointConventionBuilder MapOssLogViewer(
        this IEndpointRouteBuilder endpoints, string pattern, OssLogViewerOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Errors().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));

        return ViewerRoutes.Map(endpoints, pattern, options);
    }

    /// <inheritdoc cref="MapOssLogViewer(IEndpointRouteBuilder, string, OssLogViewerOptions)"/>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">The path of the page, e.g. <c>/logs</c>.</param>
    /// <param name="configure">Configures what the viewer shows, and who may use it.</param>
    public static IEndpointConventionBuilder MapOssLogViewer(
        this IEndpointRouteBuilder endpoints, string pattern, Action<OssLogViewerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OssLogViewerOptions();
        configure(options);
        return endpoints.MapOssLogViewer(pattern, options);
    }
}
