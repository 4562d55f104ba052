using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace LogAppendSink.Viewer.Tests;

/// <summary>The README's snippets, compiled; a convention compares them. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static void SeeWhatAppsettingsName(WebApplicationBuilder builder, WebApplication app)
    {
        app.MapOssLogViewer("/logs", viewer => viewer.Store = builder.Configuration.GetSection("Logging:OssAppend").Get<OssAppendOptions>());
    }

    internal static void See(WebApplication app, OssAppendOptions options)
    {
        app.MapOssLogViewer("/logs", viewer =>
        {
            viewer.Store = options; // the settings that the logs are written with
            viewer.AuthorizationPolicy = "operators";
        });
    }
}
