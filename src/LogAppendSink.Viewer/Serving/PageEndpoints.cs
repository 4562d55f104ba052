using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace LogAppendSink.Viewer.Serving;

/// <summary>The page and its files.</summary>
internal static class PageEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes, PageFiles files, RequestRule rule)
    {
        routes.MapMethods("/", ["GET", "HEAD"], rule.Guard(context => SendIndexAsync(context, files.Index), isPage: true));
        foreach (var name in files.Names.Where(name => name != "index.html"))
            // The name comes from the list of files.
            routes.MapMethods($"/page/{name}", ["GET", "HEAD"], rule.Guard(context => SendAsync(context, files.Find(name)!), isPage: true));
    }

    private static Task SendIndexAsync(HttpContext context, PageFile index)
    {
        // The page refers to its files with relative URLs, which needs a trailing slash.
        var path = context.Request.PathBase + context.Request.Path;
        if (path.Value is { } value && value.EndsWith('/'))
            return SendAsync(context, index);

        SafetyHeaders.AddTo(context.Response, mayBeKept: true);
        context.Response.Redirect($"{path.ToUriComponent()}/{context.Request.QueryString.ToUriComponent()}");
        return Task.CompletedTask;
    }

    private static Task SendAsync(HttpContext context, PageFile file)
    {
        var response = context.Response;
        SafetyHeaders.AddTo(response, mayBeKept: true);
        response.Headers.ETag = file.ETag;
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            && known.Any(tag => tag.Tag == "*" || tag.Tag == file.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(file.Bytes, context.RequestAborted).AsTask();
    }
}
