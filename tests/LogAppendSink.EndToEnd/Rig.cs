using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LogAppendSink.Emulator;
using LogAppendSink.Reading;
using LogAppendSink.Stores;
using Serilog;
using Serilog.Core;

namespace LogAppendSink.EndToEnd;

/// <summary>An emulator. Tests log into it and read its objects back, both over HTTP.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private Rig(OssEmulator emulator) => Emulator = emulator;

    internal OssEmulator Emulator { get; private set; }

    /// <summary>The notices of all pipelines created here.</summary>
    internal NoticeLog Notices { get; } = new();

    /// <summary>The environment variables that a child process needs to find the emulator.</summary>
    internal IReadOnlyDictionary<string, string> StoreEnvironment => new Dictionary<string, string>
    {
        ["OSS_ENDPOINT"] = Emulator.Endpoint.ToString(),
        ["OSS_REGION"] = Emulator.Options.Region,
        ["OSS_BUCKET"] = Emulator.Options.Buckets[0],
        ["OSS_ACCESS_KEY_ID"] = Emulator.Options.AccessKeyId,
        ["OSS_ACCESS_KEY_SECRET"] = Emulator.Options.AccessKeySecret,
    };

    internal static async Task<Rig> StartAsync(OssEmulatorOptions? options = null) => new(await OssEmulator.StartAsync(options));

    /// <summary>Settings that reach the emulator, with short waits.</summary>
    internal OssAppendOptions Options(Action<OssAppendOptions>? configure = null)
    {
        var options = new OssAppendOptions();
        Configure(options);
        configure?.Invoke(options);
        return options;
    }

    internal Logger CreateLogger(Action<OssAppendOptions>? configure = null) => new LoggerConfiguration()
        .MinimumLevel.Verbose()
        .WriteTo.OssAppend(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        })
        .CreateLogger();

    internal LogPipeline CreatePipeline(Action<OssAppendOptions>? configure = null) => LogPipeline.Create(Options(configure));

    /// <summary>All objects, in order, by key.</summary>
    internal async Task<IReadOnlyList<(string Key, byte[] Bytes)>> ReadObjectsAsync(string prefix = "")
    {
        var objects = new List<(string, byte[])>();
        await foreach (var pair in StreamObjectsAsync(prefix))
            objects.Add(pair);
        return objects;
    }

    /// <summary>As <see cref="ReadObjectsAsync"/>, for more than fits into memory at once.</summary>
    internal async IAsyncEnumerable<(string Key, byte[] Bytes)> StreamObjectsAsync(string prefix = "")
    {
        using var catalog = ObjectCatalog.Open(Options());
        var entries = new List<ObjectEntry>();
        await foreach (var entry in catalog.ListAsync(prefix))
            entries.Add(entry);

        foreach (var entry in entries.OrderBy(entry => ObjectOrder(entry.Key), StringComparer.Ordinal))
        {
            var bytes = await catalog.ReadAsync(entry.Key, 0, checked((int)entry.LengthBytes));
            yield return (entry.Key, bytes!.Value.ToArray()); // No process deletes it.
        }
    }

    /// <summary>The lines of all objects. Each is verified to be valid JSON that ends with a line feed.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ReadEventsAsync(string prefix = "")
    {
        var events = new List<JsonElement>();
        foreach (var (key, bytes) in await ReadObjectsAsync(prefix))
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (text.Length > 0 && text[^1] != '\n')
                throw new InvalidDataException($"'{key}' ends in the middle of a line.");
            events.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
        }

        return events;
    }

    /// <summary>Stops the emulator and starts it again on the same port and data.</summary>
    internal async Task RestartEmulatorAsync(Func<Task>? whileDown = null)
    {
        var options = Emulator.Options with { Port = Emulator.Port, DataDirectory = Emulator.DataDirectory };
        await Emulator.StopAsync();
        using (var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            // Bound, so that no other test gets the port while it is down; not listening, so that it refuses connections.
            reserved.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            if (whileDown is not null)
                await whileDown();
        }

        Emulator = await OssEmulator.StartAsync(options);
    }

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();

    /// <summary>Settings that reach the emulator, with short waits.</summary>
    internal void Configure(OssAppendOptions options)
    {
        options.Endpoint = Emulator.Endpoint.ToString();
        options.Region = Emulator.Options.Region;
        options.Bucket = Emulator.Options.Buckets[0];
        options.AccessKeyId = Emulator.Options.AccessKeyId;
        options.AccessKeySecret = Emulator.Options.AccessKeySecret;
        options.Application = "e2e";
        options.ObjectKey = "logs/{Application}/{Date}.clef";
        options.RollingInterval = ObjectRollingInterval.Year; // Tests may run over midnight.
        options.BufferingTimeLimit = TimeSpan.FromMilliseconds(50);
        options.OnNotice = Notices.Add;
    }

    /// <summary>"a.clef" before "a-001.clef" before "a-002.clef", as they were written.</summary>
    private static string ObjectOrder(string key)
    {
        var stem = key[..key.LastIndexOf('.')];
        var isNumbered = stem.Length > 4 && stem[^4] == '-' && int.TryParse(stem[^3..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isNumbered ? stem : $"{stem}-000";
    }
}
