using LogAppendSink;
using LogAppendSink.Viewer;
using LogAppendSink.Viewer.Serving;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the log viewer into an ASP.NET Core application.</summary>
public static class OssLogViewerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves the log viewer: a page on which the stored logs are searched and followed. It only reads. Asks the store for nothing until
    /// somebody looks.
    /// </summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Where, e.g. <c>/logs</c>.</param>
    /// <param name="options">What it shows, and to whom.</param>
    /// <returns>For conventions such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="ArgumentException">An option is wrong; the message names each with its value, the rule and the fix.</exception>
    /// <exception cref="OssAppendOptionsException">Settings of the store that cannot work.</exception>
    /// <remarks>
    /// Logs are not for everybody: outside the environment Development, requests are refused (403, with the fix) unless an authorization
    /// policy stands before the viewer, or <see cref="OssLogViewerOptions.AllowAnonymous"/> says that none is wanted.
    /// </remarks>
    public static IEndpointConventionBuilder MapOssLogViewer(this IEndpointRouteBuilder endpoints, string pattern, OssLogViewerOptions options)
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
    /// <param name="pattern">Where, e.g. <c>/logs</c>.</param>
    /// <param name="configure">Sets what it shows, and to whom.</param>
    public static IEndpointConventionBuilder MapOssLogViewer(this IEndpointRouteBuilder endpoints, string pattern, Action<OssLogViewerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OssLogViewerOptions();
        configure(options);
        return endpoints.MapOssLogViewer(pattern, options);
    }
}
