using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>The README's snippets, compiled; a convention compares them. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static void Adding(IHostApplicationBuilder builder)
    {
        builder.Logging.AddOssAppend();
    }

    internal static async Task SharingAPipelineAsync(IHostApplicationBuilder builder, OssAppendOptions options)
    {
        options.OnNotice = notice => Console.Error.WriteLine(notice.Message); // without it, notices are lost
        await using var pipeline = LogPipeline.Create(options);
        Log.Logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();
        builder.Logging.AddOssAppend(pipeline);
    }

    internal static void CheckingHealth(IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddOssAppend(tags: ["logs"]);
    }
}
