using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LogAppendSink.Viewer.Tests;

/// <summary>An emulator, an application with a viewer, and a client, connected by HTTP as in production.</summary>
internal sealed class ViewerRig : IAsyncDisposable
{
    /// <summary>The time of the first event of <see cref="Line"/>.</summary>
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 7, 0, 0, TimeSpan.Zero);

    private readonly FakeLoggerProvider _logs = new();

    private WebApplication? _app;

    private ViewerRig(OssEmulator emulator) => Emulator = emulator;

    internal OssEmulator Emulator { get; }

    internal HttpClient Http { get; private set; } = new();

    /// <summary>The application's log, from Warning up.</summary>
    internal IEnumerable<string> Logged => _logs.Collector.GetSnapshot()
        .Where(record => record.Level >= LogLevel.Warning)
        .Select(record => $"{record.Level}: {record.Message} {record.Exception}");

    /// <summary>The folder of the first day's objects.</summary>
    internal const string Folder = "logs/shop/20260301/";

    internal static async Task<ViewerRig> StartAsync(
        Action<OssLogViewerOptions>? configure = null,
        string environment = "Development",
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? before = null,
        Action<IEndpointConventionBuilder>? conventions = null,
        string pattern = "/logs")
    {
        // The objects were last changed on the day of their events.
        var rig = new ViewerRig(await OssEmulator.StartAsync());
        await rig.StartViewerAsync(configure, environment, services, before, conventions, pattern);
        return rig;
    }

    /// <summary>Restarts the application with the same store.</summary>
    internal async Task RestartViewerAsync(Action<OssLogViewerOptions>? configure = null)
    {
        await StopViewerAsync();
        await StartViewerAsync(configure, "Development", null, null, null, "/logs");
    }

    /// <summary>Returns a CLEF line at the given seconds after <see cref="Start"/>.</summary>
    internal static string Line(double second, string template = "Event {Number}", string level = "Information", string properties = "")
    {
        var time = Start.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var levelPart = level == "Information" ? "" : $",\"@l\":\"{level}\"";
        return $"{{\"@t\":\"{time}\",\"@mt\":\"{template}\"{levelPart}{(properties.Length > 0 ? "," : "")}{properties}}}\n";
    }

    /// <summary>Returns a numbered event, one second after the previous one.</summary>
    internal static string Numbered(int number, string level = "Information") =>
        Line(number, level: level, properties: string.Create(CultureInfo.InvariantCulture, $"\"Number\":{number}"));

    internal Task AppendAsync(string key, string text) => AppendAsync(key, Encoding.UTF8.GetBytes(text));

    internal Task AppendAsync(string key, byte[] bytes) => Emulator.AppendDirectAsync(Emulator.Options.Buckets[0], key, bytes);

    internal OssAppendOptions StoreOptions() => new()
    {
        Endpoint = Emulator.Endpoint.ToString(),
        Region = Emulator.Options.Region,
        Bucket = Emulator.Options.Buckets[0],
        AccessKeyId = Emulator.Options.AccessKeyId,
        AccessKeySecret = Emulator.Options.AccessKeySecret,
        Application = "shop",
    };

    /// <summary>Reads the lines of a streamed response.</summary>
    internal async Task<IReadOnlyList<JsonElement>> LinesAsync(string address)
    {
        using var response = await Http.GetAsync(address).WithDeadline(address);
        var text = await response.Content.ReadAsStringAsync().WithDeadline("the response");
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{address}: {response.StatusCode} {text}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    internal async Task<JsonElement> JsonAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await Http.GetAsync(address).WithDeadline(address);
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode == status ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{address}: {response.StatusCode} {text}");
    }

    public async ValueTask DisposeAsync()
    {
        await StopViewerAsync();
        await Emulator.DisposeAsync();
    }

    private async Task StartViewerAsync(
        Action<OssLogViewerOptions>? configure,
        string environment,
        Action<IServiceCollection>? services,
        Action<WebApplication>? before,
        Action<IEndpointConventionBuilder>? conventions,
        string pattern)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(10)); // A delayed stop fails at the deadline.
        services?.Invoke(builder.Services);
        _app = builder.Build();
        before?.Invoke(_app);
        var viewer = _app.MapOssLogViewer(pattern, options =>
        {
            options.Store = StoreOptions();
            configure?.Invoke(options);
        });
        conventions?.Invoke(viewer);
        await _app.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    private async Task StopViewerAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync().WithDeadline("the application to end");
        await _app.DisposeAsync();
        Http.Dispose();
    }
}
