using System.Globalization;
using System.Text.Json;
using LogAppendSink;
using LogAppendSink.Reading;
using Serilog;

// Our side of the conformance run: logs to one object and reads, as lines on its input say, and answers each with a line.
//   log <count>                        logs so many numbered events and waits until they are stored
//   trouble                            waits until the store refuses something, and says with which code
//   list <prefix>                      keys and lengths, as JSON
//   length <key>                       length
//   read <key> <position> <length>     the bytes, in base64
//   presign-read <key>                 an address to GET it from
//   presign-append <key> <position>    an address to POST to
// The arguments are the object's key and the version of the signature; the store comes from OSS_ENDPOINT and its companions.
// Ends with 1 if an event was lost.
var hasLost = false;
var trouble = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
var number = 0;

var options = new OssAppendOptions
{
    Endpoint = Environment.GetEnvironmentVariable("OSS_ENDPOINT"),
    Region = Environment.GetEnvironmentVariable("OSS_REGION"),
    Bucket = Environment.GetEnvironmentVariable("OSS_BUCKET"),
    ObjectKey = args[0],
    SignatureVersion = Enum.Parse<OssSignatureVersion>(args[1]),
    RollingInterval = ObjectRollingInterval.Infinite,
    BufferingTimeLimit = TimeSpan.FromMilliseconds(50),
    OnNotice = notice =>
    {
        hasLost |= notice.Kind is DeliveryNoticeKind.EventsDropped or DeliveryNoticeKind.PipelineFailed;
        if (notice.Kind == DeliveryNoticeKind.OutageStarted)
            trouble.TrySetResult(notice.ErrorCode);
        Console.Error.WriteLine($"{notice.Kind}: {notice.Message}");
    },
};

await using var pipeline = LogPipeline.Create(options);
using var catalog = ObjectCatalog.Open(options);
var presigner = OssPresigner.Open(options);
await using var logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();

while (await Console.In.ReadLineAsync() is { } line)
{
    var words = line.Split(' ');
    Console.WriteLine(words[0] switch
    {
        "log" => await LogAsync(Number(words[1])),
        "trouble" => await trouble.Task.WaitAsync(TimeSpan.FromMinutes(2)),
        "list" => await ListAsync(words[1]),
        "length" => $"{await catalog.GetLengthAsync(words[1])}",
        "read" => await ReadAsync(words[1], Number(words[2]), Number(words[3])),
        "presign-read" => await presigner.PresignReadAsync(words[1], TimeSpan.FromMinutes(1)),
        "presign-append" => await presigner.PresignAppendAsync(words[1], Number(words[2]), TimeSpan.FromMinutes(1)),
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
    var found = new List<object[]>();
    await foreach (var entry in catalog.ListAsync(prefix))
        found.Add([entry.Key, entry.LengthBytes]);

    return JsonSerializer.Serialize(found);
}

async Task<string> ReadAsync(string key, int position, int lengthBytes) =>
    await catalog.ReadAsync(key, position, lengthBytes) is { } bytes ? Convert.ToBase64String(bytes.Span) : "absent";

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
