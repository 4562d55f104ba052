using LogAppendSink;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace WebApp;

/// <summary>The state of delivery: <c>/health</c> for monitoring, <c>/status</c> for people.</summary>
public static class StatusPages
{
    public static void MapStatusPages(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        routes.MapGet("/status", (LogPipeline pipeline) => pipeline.Status);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data }),
    });
}
