using LogAppendSink;
using Serilog.Debugging;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>The README's snippets, compiled; a convention compares them. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static async Task SharingAPipelineAsync(OssAppendOptions options)
    {
        options.OnNotice = notice => SelfLog.WriteLine("{0}", notice.Message); // a pipeline that you create reports here, not to SelfLog
        await using var pipeline = LogPipeline.Create(options);
        Log.Logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();
        await pipeline.FlushAsync();
    }

    internal static void Spooling()
    {
        Log.Logger = new LoggerConfiguration()
            .WriteTo.OssAppend(options =>
            {
                options.Endpoint = "oss-cn-hangzhou.aliyuncs.com";
                options.Bucket = "acme-logs";
                options.BufferPath = "/var/spool/my-app";
            })
            .CreateLogger();
    }

    internal static void Auditing()
    {
        Log.Logger = new LoggerConfiguration()
            .AuditTo.OssAppend(options => options.Bucket = "acme-audit", storeTimeLimit: TimeSpan.FromSeconds(10))
            .CreateLogger();
    }

    internal static void Troubleshooting()
    {
        Serilog.Debugging.SelfLog.Enable(Console.Error);
    }
}
