using System.Diagnostics;
using System.Globalization;
using System.Text;
using LogAppendSink;
using Microsoft.Extensions.Logging;
using Serilog;
using ILogger = Microsoft.Extensions.Logging.ILogger;

// Logs from several threads through a spool, with both front ends alternately, until it is killed or receives a line of input:
//   <life> <spool directory> [<events a second> <name of its objects> <says each: true or false>]
// After each logging call returns, it prints "<thread> <number>". If "says each" is false, it prints only the last number of each thread,
// at the end. With a rate it runs for a soak: objects of a minute, compressed, and one line of figures each second,
// "# <what Sample reads>". Environment variables such as OSS_ENDPOINT name the store.
const int threadCount = 4;
const int eventsAtOnce = 20;
const string template = "Event {Number} of thread {Thread} in life {Life}";
var life = int.Parse(args[0], CultureInfo.InvariantCulture);
var isSoak = args.Length > 2;
var eventsPerSecond = isSoak ? int.Parse(args[2], CultureInfo.InvariantCulture) : 16_000;
var saysEach = !isSoak || bool.Parse(args[4]);

var options = new OssAppendOptions
{
    Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT"),
    Region = Environment.GetEnvironmentVariable("OSS_REGION"),
    Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET"),
    ObjectKey = isSoak ? $"logs/{args[3]}/{{Date:yyyyMMdd-HHmm}}.clef" : "logs/spooled.clef",
    RollingInterval = isSoak ? ObjectRollingInterval.Minute : ObjectRollingInterval.Infinite,
    Compression = isSoak ? RecordCompression.Gzip : RecordCompression.None,
    ObjectSizeLimitBytes = 2 * 1024 * 1024,
    BatchSizeLimitBytes = 256 * 1024,
    BufferPath = args[1],
    BufferingTimeLimit = TimeSpan.FromMilliseconds(isSoak ? 500 : 20),
    RequestTimeout = TimeSpan.FromSeconds(1),
    ShutdownTimeout = TimeSpan.FromMinutes(1),
    OnNotice = notice => Console.Error.WriteLine($"{notice.Kind}: {notice.Message}"),
};
await using var pipeline = LogPipeline.Create(options);
await using var serilog = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();
using var factory = LoggerFactory.Create(logging => logging.AddOssAppend(pipeline));
var logger = factory.CreateLogger("SpoolWriter");

using var ending = new CancellationTokenSource();
using var output = Console.OpenStandardOutput();
var last = new int[threadCount];
var threads = Enumerable.Range(0, threadCount).Select(thread => new Thread(() => Write(thread))).ToList();
foreach (var thread in threads)
    thread.Start();
var telling = isSoak ? TellAsync() : Task.CompletedTask;

await Console.In.ReadLineAsync(); // Also returns when the parent process has exited.
await ending.CancelAsync();
foreach (var thread in threads)
    thread.Join();
await telling;
await pipeline.FlushAsync();
for (var thread = 0; thread < threadCount; thread++)
    Say(string.Create(CultureInfo.InvariantCulture, $"{thread} {last[thread]}\n"));
Say("Ended.\n");

void Write(int thread)
{
    using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)eventsAtOnce * threadCount / eventsPerSecond), TimeProvider.System);
    for (var number = 0; !ending.IsCancellationRequested; number++)
    {
        if (thread % 2 == 0)
            serilog.Information(template, number, thread, life);
        else
            Log.Event(logger, number, thread, life);
        last[thread] = number;
        if (saysEach)
            Say(string.Create(CultureInfo.InvariantCulture, $"{thread} {number}\n"));
        if (number % eventsAtOnce == eventsAtOnce - 1)
            timer.WaitForNextTickAsync().AsTask().Wait();
    }
}

async Task TellAsync()
{
    using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
    while (!ending.IsCancellationRequested)
    {
        await timer.WaitForNextTickAsync();
        using var self = Process.GetCurrentProcess();
        var status = pipeline.Status;
        var lag = status.OldestPendingAt is { } oldest ? (TimeProvider.System.GetUtcNow() - oldest).TotalSeconds : 0;
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"# {status.Accepted} {status.Stored} {status.Dropped} {status.Pending} {Math.Max(0, lag):0.000} {self.WorkingSet64} {GC.GetTotalMemory(forceFullCollection: false)} {self.HandleCount}\n"));
    }
}

void Say(string text)
{
    var bytes = Encoding.ASCII.GetBytes(text);
    lock (output)
        output.Write(bytes);
}

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Event {Number} of thread {Thread} in life {Life}")]
    internal static partial void Event(ILogger logger, int number, int thread, int life);
}
