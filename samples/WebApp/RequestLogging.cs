using System.Diagnostics;
using Serilog;

namespace WebApp;

/// <summary>
/// Logs one event per request and one per unhandled exception with Serilog. Requests of the log and status pages are not logged.
/// </summary>
public sealed class RequestLogging(RequestDelegate next)
{
    private static readonly string[] LeftOut = ["/logs", "/health", "/status"];

    private readonly Serilog.ILogger _log = Log.ForContext<RequestLogging>();

    public async Task InvokeAsync(HttpContext context)
    {
        // Otherwise reading the log would create events.
        if (LeftOut.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }

        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            _log.Error(exception, "HTTP {RequestMethod} {RequestPath} failed", context.Request.Method, context.Request.Path.Value);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        _log.Information(
            "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.00} ms",
            context.Request.Method,
            context.Request.Path.Value,
            context.Response.StatusCode,
            Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
    }
}
