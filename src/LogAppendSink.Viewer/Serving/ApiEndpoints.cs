using System.Buffers;
using LogAppendSink.Reading;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LogAppendSink.Viewer.Serving;

/// <summary>The endpoints below <c>api/</c>, and their error responses.</summary>
internal static class ApiEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes, ViewerSite site, RequestRule rule)
    {
        Map("info", new InfoAnswer(site).SendAsync);
        Map("events", new EventsAnswer(site).SendAsync);
        Map("tail", new TailAnswer(site).SendAsync);
        Map("objects", new ObjectsAnswer(site).SendAsync);
        Map("objects/verify", new VerifyAnswer(site).SendAsync);

        void Map(string name, Func<HttpContext, CancellationToken, Task> sendAsync) =>
            routes.MapMethods($"/api/{name}", ["GET"], rule.Guard(context => RunAsync(context, site, sendAsync), isPage: false));
    }

    private static async Task RunAsync(HttpContext context, ViewerSite site, Func<HttpContext, CancellationToken, Task> sendAsync)
    {
        SafetyHeaders.AddTo(context.Response, mayBeKept: false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, site.Stopping);
        try
        {
            await sendAsync(context, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has disconnected, or the application is stopping.
        }
        catch (ViewerFault fault)
        {
            await SendFaultAsync(context, fault).ConfigureAwait(false);
        }
        catch (ObjectReadException exception)
        {
            await SendFaultAsync(context, ViewerFault.Of(exception)).ConfigureAwait(false);
        }
    }

    /// <summary>Sends an error as the response, or as the last line of a response that has started.</summary>
    internal static async Task SendFaultAsync(HttpContext context, ViewerFault fault)
    {
        var hasBegun = context.Response.HasStarted;
        if (!hasBegun)
        {
            context.Response.StatusCode = fault.Status;
            context.Response.ContentType = "application/json; charset=utf-8";
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = ViewerJson.WriterTo(buffer))
            ViewerJson.WriteFault(writer, fault, hasBegun ? "error" : null);
        buffer.Write("\n"u8);
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
