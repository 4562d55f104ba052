using System.Globalization;
using LogAppendSink;
using Serilog;

// One of several processes that log under one object name: "<its number> <how many events> <OnConflict>". It says that it is ready,
// begins at a line on its input, and ends with 1 if an event was lost. The store comes from OSS_ENDPOINT and its companions.
const int eventsAtOnce = 20;
var writer = int.Parse(args[0], CultureInfo.InvariantCulture);
var count = int.Parse(args[1], CultureInfo.InvariantCulture);
var hasLost = false;

var logger = new LoggerConfiguration()
    .WriteTo.OssAppend(options =>
    {
        options.Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT");
        options.Region = Environment.GetEnvironmentVariable("OSS_REGION");
        options.Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET");
        options.ObjectKey = "logs/shared.clef";
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.OnConflict = Enum.Parse<ConflictMode>(args[2]);
        options.BufferingTimeLimit = TimeSpan.FromMilliseconds(50);
        options.ShutdownTimeout = TimeSpan.FromMinutes(1);
        options.OnNotice = notice =>
        {
            hasLost |= notice.Kind is DeliveryNoticeKind.EventsDropped or DeliveryNoticeKind.PipelineFailed;
            Console.WriteLine($"{notice.Kind}: {notice.Message}");
        };
    })
    .CreateLogger();

Console.WriteLine("Ready.");
await Console.In.ReadLineAsync();

using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System))
{
    for (var number = 0; number < count; number++)
    {
        logger.Information("Event {Number} of writer {Writer}", number, writer);
        if (number % eventsAtOnce == eventsAtOnce - 1)
            await timer.WaitForNextTickAsync();
    }
}

await logger.DisposeAsync();
return hasLost ? 1 : 0;
