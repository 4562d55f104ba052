using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Formatting.Json;
using Serilog.Sinks.OssAppend;
using Serilog.Sinks.PeriodicBatching;

namespace LogAppendSink.EndToEnd.Batching;

/// <summary>The examples of docs/coming-from-periodicbatching.md, which the tests beside run against the emulator.</summary>
internal static class BatchingExamples
{
    internal static Action<OssAppendOptions> Settings()
    {
        Action<OssAppendOptions> settings = options => options.Bucket = "acme-logs";
        return settings;
    }

    internal static Logger PeriodicBatching(Action<OssAppendOptions> settings)
    {
        var logger = new LoggerConfiguration()
            .WriteTo.Sink(new PeriodicBatchingSink(
                new OssAppendBatchedSink(settings),
                new PeriodicBatchingSinkOptions { BatchSizeLimit = 500, Period = TimeSpan.FromSeconds(0.2), QueueLimit = 50_000 }))
            .CreateLogger();
        return logger;
    }

    internal static Logger BatchingOptions(Action<OssAppendOptions> settings)
    {
        var logger = new LoggerConfiguration()
            .WriteTo.Sink(
                new OssAppendBatchedSink(settings),
                new BatchingOptions { BatchSizeLimit = 500, BufferingTimeLimit = TimeSpan.FromSeconds(0.2), QueueLimit = 50_000 })
            .CreateLogger();
        return logger;
    }

    internal static Logger ShortForm(Action<OssAppendOptions> settings)
    {
        var logger = new LoggerConfiguration()
            .WriteTo.OssAppend(settings, batching: new BatchingOptions { BatchSizeLimit = 500, QueueLimit = 50_000 })
            .CreateLogger();
        return logger;
    }

    internal static Logger OwnSink(LogPipeline pipeline)
    {
        var logger = new LoggerConfiguration()
            .WriteTo.Sink(new OrderSink(pipeline), new BatchingOptions { BatchSizeLimit = 500 })
            .CreateLogger();
        return logger;
    }

    internal static Logger Fallback(Action<OssAppendOptions> settings, string path, long limitBytes)
    {
        var logger = new LoggerConfiguration()
            .WriteTo.FallbackChain(
                writeTo => writeTo.OssAppend(settings),
                writeTo => writeTo.File(new JsonFormatter(), path, fileSizeLimitBytes: limitBytes))
            .CreateLogger();
        return logger;
    }
}
