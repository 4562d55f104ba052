using Microsoft.AspNetCore.Builder;

namespace LogAppendSink.Viewer.Tests;

/// <summary>The README's snippets, compiled; a convention compares them. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static void See(WebApplication app, OssAppendOptions options)
    {
        app.MapOssLogViewer("/logs", viewer =>
        {
            viewer.Store = options; // the settings that the logs are written with
            viewer.AuthorizationPolicy = "operators";
        });
    }
}
