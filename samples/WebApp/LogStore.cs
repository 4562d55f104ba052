using LogAppendSink;
using LogAppendSink.Emulator;

namespace WebApp;

/// <summary>
/// The store of the log. If OSS_ENDPOINT is set, it is OSS or Ceph, with OSS_BUCKET, OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_REGION.
/// Otherwise it is an emulator in this process, whose objects are files and survive a restart.
/// </summary>
public sealed class LogStore : IAsyncDisposable
{
    /// <summary>The configuration section of the pipeline's settings.</summary>
    public const string Section = "Logging:OssAppend";

    private readonly OssEmulator? _emulator;

    private LogStore(IEnumerable<KeyValuePair<string, string?>> settings, string description, OssEmulator? emulator)
    {
        _emulator = emulator;
        Description = description;
        SinkSettings = settings.Where(setting => setting.Value is not null).ToDictionary(setting => $"{Section}:{setting.Key}", setting => setting.Value);
    }

    /// <summary>The pipeline's settings for this store, named as in appsettings.json.</summary>
    public IReadOnlyDictionary<string, string?> SinkSettings { get; }

    /// <summary>The store, in one line for the console.</summary>
    public string Description { get; }

    public static async Task<LogStore> OpenAsync(IConfiguration configuration, string contentRoot)
    {
        if (configuration["OSS_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            var store = await StoreRecognition.AskAsync(new OssAppendOptions { Endpoint = endpoint });
            var settings = new Dictionary<string, string?>
            {
                [nameof(OssAppendOptions.Store)] = configuration["OSS_STORE"] ?? store?.ToString(),
                [nameof(OssAppendOptions.Endpoint)] = endpoint,
                [nameof(OssAppendOptions.Region)] = configuration["OSS_REGION"],
                [nameof(OssAppendOptions.Bucket)] = configuration["OSS_BUCKET"],
                [nameof(OssAppendOptions.AccessKeyId)] = configuration["OSS_ACCESS_KEY_ID"],
                [nameof(OssAppendOptions.AccessKeySecret)] = configuration["OSS_ACCESS_KEY_SECRET"],
                [nameof(OssAppendOptions.SecurityToken)] = configuration["OSS_SESSION_TOKEN"],
            };
            return new LogStore(settings, $"Logs go to bucket '{configuration["OSS_BUCKET"]}' at {endpoint}.", emulator: null);
        }

        var emulator = await OssEmulator.StartAsync(new OssEmulatorOptions
        {
            Port = configuration.GetValue<int>("Emulator:Port"),
            DataDirectory = Path.Combine(contentRoot, configuration["Emulator:DataDirectory"] ?? "oss-data"),
        });
        var bucket = emulator.Options.Buckets[0];
        var emulated = new Dictionary<string, string?>
        {
            [nameof(OssAppendOptions.Endpoint)] = emulator.Endpoint.ToString(),
            [nameof(OssAppendOptions.Region)] = emulator.Options.Region,
            [nameof(OssAppendOptions.Bucket)] = bucket,
            [nameof(OssAppendOptions.AccessKeyId)] = emulator.Options.AccessKeyId,
            [nameof(OssAppendOptions.AccessKeySecret)] = emulator.Options.AccessKeySecret,
        };
        return new LogStore(
            emulated,
            $"No OSS_ENDPOINT is set: logs go to bucket '{bucket}' of an OSS emulator in this process at {emulator.Endpoint}, kept in {emulator.DataDirectory}.",
            emulator);
    }

    public ValueTask DisposeAsync() => _emulator?.DisposeAsync() ?? default;
}
