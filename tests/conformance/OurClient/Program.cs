using System.Globalization;
using LogAppendSink;
using LogAppendSink.Reading;
using Serilog;

// Our side of the conformance run: logs to one object and reads, as lines on its input say, and answers each with a line.
//   log <count>                        logs so many numbered events and waits until they are stored
//   list <prefix>                      keys and lengths
//   length <key>                       length
//   read <key> <position> <length>     the bytes, in base64
// The object's key is the argument; the store comes from OSS_ENDPOINT and its companions. Ends with 1 if an event was lost.
var hasLost = false;
var number = 0;

var options = new OssAppendOptions
{
    Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT"),
    Region = Environment.GetEnvironmentVariable("OSS_REGION"),
    Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET"),
    ObjectKey = args[0],
    RollingInterval = ObjectRollingInterval.Infinite,
    BufferingTimeLimit = TimeSpan.FromMilliseconds(50),
    OnNotice = notice =>
    {
        hasLost |= notice.Kind is DeliveryNoticeKind.EventsDropped or DeliveryNoticeKind.PipelineFailed;
        Console.Error.WriteLine($"{notice.Kind}: {notice.Message}");
    },
};

await using var pipeline = LogPipeline.Create(options);
using var catalog = ObjectCatalog.Open(options);
await using var logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();

while (await Console.In.ReadLineAsync() is { } line)
{
    var words = line.Split(' ');
    Console.WriteLine(words[0] switch
    {
        "log" => await LogAsync(Number(words[1])),
        "list" => await ListAsync(words[1]),
        "length" => $"{await catalog.GetLengthAsync(words[1])}",
        "read" => await ReadAsync(words[1], Number(words[2]), Number(words[3])),
        _ => $"'{words[0]}' is no command.",
    });
}

return hasLost ? 1 : 0;

async Task<string> LogAsync(int count)
{
    for (var i = 0; i < count; i++)
        logger.Information("Event {Number} of the sink", number++);

    await pipeline.FlushAsync();
    return $"stored {pipeline.Status.Stored}";
}

async Task<string> ListAsync(string prefix)
{
    var found = new List<string>();
    await foreach (var entry in catalog.ListAsync(prefix))
        found.Add($"{entry.Key}:{entry.LengthBytes}");

    return string.Join(' ', found);
}

async Task<string> ReadAsync(string key, int position, int lengthBytes) =>
    await catalog.ReadAsync(key, position, lengthBytes) is { } bytes ? Convert.ToBase64String(bytes.Span) : "absent";

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
