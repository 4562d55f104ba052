using LogAppendSink;
using LogAppendSink.Emulator;
using LogAppendSink.Reading;

namespace WebApp;

/// <summary>
/// Where the log goes: OSS, when OSS_ENDPOINT is set (with OSS_BUCKET, OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and, where the endpoint
/// does not tell it, OSS_REGION); otherwise an emulator in this process, whose objects are files and survive a restart.
/// </summary>
public sealed class LogStore : IAsyncDisposable
{
    /// <summary>Where the settings of the pipeline stand in the configuration.</summary>
    public const string Section = "Logging:OssAppend";

    private readonly OssEmulator? _emulator;

    private LogStore(OssAppendOptions options, string description, OssEmulator? emulator)
    {
        _emulator = emulator;
        Description = description;
        Catalog = ObjectCatalog.Open(options);
        SinkSettings = new Dictionary<string, string?>
        {
            [$"{Section}:{nameof(options.Endpoint)}"] = options.Endpoint,
            [$"{Section}:{nameof(options.Region)}"] = options.Region,
            [$"{Section}:{nameof(options.Bucket)}"] = options.Bucket,
            [$"{Section}:{nameof(options.AccessKeyId)}"] = options.AccessKeyId,
            [$"{Section}:{nameof(options.AccessKeySecret)}"] = options.AccessKeySecret,
            [$"{Section}:{nameof(options.SecurityToken)}"] = options.SecurityToken,
        }.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Key, setting => setting.Value);
    }

    /// <summary>The same store in the words of appsettings.json, for the pipeline.</summary>
    public IReadOnlyDictionary<string, string?> SinkSettings { get; }

    /// <summary>Reads what the sink has written.</summary>
    public ObjectCatalog Catalog { get; }

    /// <summary>One line for the console and the page.</summary>
    public string Description { get; }

    public static async Task<LogStore> OpenAsync(IConfiguration configuration, string contentRoot)
    {
        if (configuration["OSS_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            var options = new OssAppendOptions
            {
                Endpoint = endpoint,
                Region = configuration["OSS_REGION"],
                Bucket = configuration["OSS_BUCKET"],
                AccessKeyId = configuration["OSS_ACCESS_KEY_ID"],
                AccessKeySecret = configuration["OSS_ACCESS_KEY_SECRET"],
                SecurityToken = configuration["OSS_SESSION_TOKEN"],
            };
            return new LogStore(options, $"Logs go to bucket '{options.Bucket}' at {endpoint}.", emulator: null);
        }

        var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions
        {
            Port = configuration.GetValue<int>("Emulator:Port"),
            DataDirectory = Path.Combine(contentRoot, configuration["Emulator:DataDirectory"] ?? "oss-data"),
        });
        var emulated = new OssAppendOptions
        {
            Endpoint = emulator.Endpoint.ToString(),
            Region = emulator.Options.Region,
            Bucket = emulator.Options.Buckets[0],
            AccessKeyId = emulator.Options.AccessKeyId,
            AccessKeySecret = emulator.Options.AccessKeySecret,
        };
        return new LogStore(
            emulated,
            $"No OSS_ENDPOINT is set: logs go to bucket '{emulated.Bucket}' of an OSS emulator in this process at {emulator.Endpoint}, kept in {emulator.DataDirectory}.",
            emulator);
    }

    public async ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }
}
