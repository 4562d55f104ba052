using System.Globalization;
using LogAppendSink;
using Serilog;

// An application whose logging calls block every thread of its thread pool: "wait <items> <events>", "audit <items> <events>", or "flush <items>
// <events>", which blocks on a flush after each event. The pool has as few threads as the runtime allows, and can make no more. Prints what became of
// the events; ends with 1 if one was not stored.
// The store comes from OSS_ENDPOINT and its companions.
var isAudit = args[0] == "audit";
var isFlush = args[0] == "flush";
using var never = new CancellationTokenSource();
var items = int.Parse(args[1], CultureInfo.InvariantCulture);
var events = int.Parse(args[2], CultureInfo.InvariantCulture);
var threads = Math.Max(2, Environment.ProcessorCount);
ThreadPool.SetMinThreads(threads, threads);
if (!ThreadPool.SetMaxThreads(threads, threads))
    throw new InvalidOperationException("The thread pool cannot be limited.");

var failures = 0;
LogPipeline? pipeline = null;
try
{
    var options = new OssAppendOptions
    {
        Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT"),
        Region = Environment.GetEnvironmentVariable("OSS_REGION"),
        Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET"),
        ObjectKey = "logs/starved.clef",
        RollingInterval = ObjectRollingInterval.Infinite,
        BatchSizeLimitBytes = 16 * 1024,
        EventBodyLimitBytes = 8 * 1024,
        QueueLimitBytes = 64 * 1024,
        QueueFullMode = QueueFullMode.Wait,
        ShutdownTimeout = TimeSpan.FromMinutes(1),
    };
    pipeline = LogPipeline.Create(options);
    var configuration = new LoggerConfiguration();
    using var logger = (isAudit
        ? configuration.AuditTo.OssAppend(pipeline, storeTimeLimit: TimeSpan.FromMinutes(5))
        : configuration.WriteTo.OssAppend(pipeline)).CreateLogger();

    using var left = new CountdownEvent(items);
    var payload = new string('x', 1000);
    for (var item = 0; item < items; item++)
    {
        ThreadPool.UnsafeQueueUserWorkItem(
            item =>
            {
                for (var number = 0; number < events; number++)
                {
                    try
                    {
                        logger.Information("Event {Number} of item {Item}: {Payload}", number, item, payload);
                        if (isFlush && !pipeline.FlushAsync(never.Token).Wait(TimeSpan.FromMinutes(2)))
                            throw new TimeoutException("A flush has not ended.");
                    }
                    catch (Exception exception)
                    {
                        Interlocked.Increment(ref failures);
                        Console.Error.WriteLine(exception.Message);
                    }
                }

                left.Signal();
            },
            item,
            preferLocal: false);
    }

    if (!left.Wait(TimeSpan.FromMinutes(5)))
        Console.Error.WriteLine($"{left.CurrentCount} work items have not ended.");
}
finally
{
    pipeline?.Dispose();
}

var status = pipeline.Status;
Console.WriteLine($"accepted {status.Accepted}, stored {status.Stored}, dropped {status.Dropped}, exceptions {failures}");
return status.Stored == items * events && failures == 0 ? 0 : 1;
