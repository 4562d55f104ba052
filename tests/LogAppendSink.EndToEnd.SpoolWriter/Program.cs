using System.Globalization;
using System.Text;
using LogAppendSink;
using Serilog;

// Logs from several threads through a spool until it is killed: "<life> <spool directory>". After each logging call has returned, and not
// before, it says so on its output: "<thread> <number>". The store comes from OSS_ENDPOINT and its companions.
const int threadCount = 4;
const int eventsAtOnce = 20;
var life = int.Parse(args[0], CultureInfo.InvariantCulture);

var logger = new LoggerConfiguration()
    .WriteTo.OssAppend(options =>
    {
        options.Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT");
        options.Region = Environment.GetEnvironmentVariable("OSS_REGION");
        options.Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET");
        options.ObjectKey = "logs/spooled.clef";
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.ObjectSizeLimitBytes = 2 * 1024 * 1024;
        options.BatchSizeLimitBytes = 256 * 1024;
        options.BufferPath = args[1];
        options.BufferingTimeLimit = TimeSpan.FromMilliseconds(20);
        options.RequestTimeout = TimeSpan.FromSeconds(1);
        options.OnNotice = notice => Console.Error.WriteLine($"{notice.Kind}: {notice.Message}");
    })
    .CreateLogger();

using var output = Console.OpenStandardOutput();
var threads = Enumerable.Range(0, threadCount).Select(thread => new Thread(() => Write(thread))).ToList();
foreach (var thread in threads)
    thread.Start();
foreach (var thread in threads)
    thread.Join();

void Write(int thread)
{
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
    for (var number = 0; ; number++)
    {
        logger.Information("Event {Number} of thread {Thread} in life {Life}", number, thread, life);
        var said = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{thread} {number}\n"));
        lock (output)
            output.Write(said);
        if (number % eventsAtOnce == eventsAtOnce - 1)
            timer.WaitForNextTickAsync().AsTask().Wait();
    }
}
