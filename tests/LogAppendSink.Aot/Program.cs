using System.Text.Json;
using LogAppendSink;
using LogAppendSink.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;

// An application compiled ahead of time: both front ends, settings from a configuration, a spool, gzip; then it reads its log back.
//   LogAppendSink.Aot ENDPOINT DIRECTORY
const int events = 1_000;
var settings = new Dictionary<string, string?>
{
    ["Logging:OssAppend:Endpoint"] = args[0],
    ["Logging:OssAppend:Region"] = "cn-hangzhou",
    ["Logging:OssAppend:Bucket"] = "logs",
    ["Logging:OssAppend:AccessKeyId"] = "emulator-key-id",
    ["Logging:OssAppend:AccessKeySecret"] = "emulator-key-secret",
    ["Logging:OssAppend:ObjectKey"] = "aot/logging.clef",
    ["Logging:OssAppend:RollingInterval"] = "Infinite",
    ["Logging:OssAppend:BufferingTimeLimit"] = "00:00:00.5",
    ["Logging:OssAppend:BufferPath"] = args[1],
};
var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

await using (var services = new ServiceCollection()
    .AddLogging(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddOssAppend())
    .BuildServiceProvider())
{
    var logger = services.GetRequiredService<ILogger<Program>>();
    using var scope = logger.BeginScope("run {Run}", 17);
    for (var number = 0; number < events; number++)
    {
        var exception = number % 10 == 0 ? Caught() : null;
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation(exception, "Event {Number} of {Kind} at {Ratio:0.00}", number, "logging", number * 0.5);
    }
}

await using (var logger = new LoggerConfiguration().WriteTo.OssAppend(options =>
{
    Configure(options);
    options.ObjectKey = "aot/serilog.clef";
    options.RollingInterval = ObjectRollingInterval.Infinite;
    options.Compression = RecordCompression.Gzip;
}).CreateLogger())
{
    for (var number = 0; number < events; number++)
        logger.Information(number % 10 == 0 ? Caught() : null, "Event {Number} of {Kind} at {Ratio:0.00}", number, "serilog", number * 0.5);
}

var options = new OssAppendOptions();
Configure(options);
using var catalog = ObjectCatalog.Open(options);
var lines = 0;
foreach (var key in new[] { "aot/logging.clef", "aot/serilog.clef.gz" })
{
    var lengthBytes = (int)(await catalog.GetLengthAsync(key) ?? 0);
    using var bytes = new MemoryStream((await catalog.ReadAsync(key, 0, lengthBytes))!.Value.ToArray()); // It was just written.
    using var plain = key.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionMode.Decompress) : (Stream)bytes;
    using var reader = new StreamReader(plain);
    while (await reader.ReadLineAsync() is { } line)
    {
        using var json = JsonDocument.Parse(line);
        var number = json.RootElement.GetProperty("Number").GetInt32();
        if (number != lines % events || json.RootElement.TryGetProperty("@x", out var text) != (number % 10 == 0) || (number % 10 == 0 && !text.GetString()!.StartsWith("System.FormatException: For the log.", StringComparison.Ordinal)))
            throw new InvalidDataException($"Line {lines} is not what was logged: {line}");
        lines++;
    }
}

Console.WriteLine($"{lines} of {2 * events} events stand in the objects.");
return lines == 2 * events ? 0 : 1;

void Configure(OssAppendOptions target)
{
    target.Endpoint = args[0];
    target.Region = "cn-hangzhou";
    target.Bucket = "logs";
    target.AccessKeyId = "emulator-key-id";
    target.AccessKeySecret = "emulator-key-secret";
}

static Exception Caught()
{
    try
    {
        throw new FormatException("For the log.");
    }
    catch (FormatException exception)
    {
        return exception;
    }
}
