using System.Diagnostics;

namespace WebApp;

/// <summary>One event a request, and one for each failure nobody handled; what the log page asks for is left out.</summary>
public sealed partial class RequestLogging(RequestDelegate next, ILogger<RequestLogging> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Else reading the log would fill it.
        if (context.Request.Path.StartsWithSegments("/logs", StringComparison.Ordinal))
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
            Failed(exception, context.Request.Method, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        Responded(context.Request.Method, context.Request.Path, context.Response.StatusCode, Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
    }

    [LoggerMessage(LogLevel.Error, "HTTP {RequestMethod} {RequestPath} failed")]
    private partial void Failed(Exception exception, string requestMethod, string requestPath);

    [LoggerMessage(LogLevel.Information, "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.00} ms")]
    private partial void Responded(string requestMethod, string requestPath, int statusCode, double elapsed);
}
